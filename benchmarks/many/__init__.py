"""The newsroom on many machines, all of them this one; any is killed under load, and then everything is counted."""
