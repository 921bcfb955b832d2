// What was typed and not sent, kept by this tab alone until it is: through reloads, a crash, and signing in.
// Two tabs do not write over each other, and on a shared computer nothing stays once the tab is closed.
export const drafts = {
  get(name) {
    try { return sessionStorage.getItem(name) ?? ""; } catch { return ""; }
  },
  set(name, text) {
    try {
      if (text) sessionStorage.setItem(name, text);
      else sessionStorage.removeItem(name);
    } catch { /* the browser keeps nothing: the text is still in the form */ }
  },
  // How the first name goes on that begins like this and under which something is kept.
  last(name) {
    try { return Object.keys(sessionStorage).find((key) => key.startsWith(name) && key !== name)?.slice(name.length) ?? ""; } catch { return ""; }
  },
};
