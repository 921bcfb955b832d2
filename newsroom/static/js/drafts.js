// What was typed and not sent, kept by this tab alone until it is: through reloads, a crash, and signing in.
// Two tabs do not write over each other, and on a shared computer nothing stays once the tab is closed.
const here = {}; // where the browser keeps nothing: as long as the page is open

const storage = () => {
  try { return sessionStorage; } catch { return null; }
};

export const drafts = {
  get: (name) => here[name] ?? storage()?.getItem(name) ?? "",
  set(name, text) {
    here[name] = text;
    try {
      if (text) storage()?.setItem(name, text);
      else storage()?.removeItem(name);
    } catch { /* it is full */ }
  },
  // How the first name goes on that begins like this and under which something is kept.
  last: (name) => Object.keys(storage() ?? {}).find((key) => key.startsWith(name) && key !== name)?.slice(name.length) ?? "",
};
