/* What the form's scripts say, in the language of the page. */
const words = JSON.parse(document.getElementById("desk-words")?.textContent || "{}");

export const say = (name, values = {}) => (words[name] || name).replace(/\{(\w+)\}/g, (_all, key) => values[key]);
