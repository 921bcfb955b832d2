"""The newsroom beside what somebody would pick instead: the same article, the same archive, one machine, one run."""
