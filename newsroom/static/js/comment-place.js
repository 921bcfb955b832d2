// Where a comment stands on the page that is being read, and how it gets there without moving what is read or typed.

// The list in which an answer to this comment stands, three levels deep at most; null if the comment is not here.
export const below = (parent) => {
  const answered = parent && document.getElementById(`comment-${parent}`)?.closest("li");
  if (!answered) return null;
  if (answered.parentElement.closest("li")?.parentElement.closest("li")) return answered.parentElement;
  const there = answered.querySelector(":scope > ol.thread");
  if (there) return there;
  const list = Object.assign(document.createElement("ol"), { className: "thread" });
  answered.append(list);
  return list;
};

const middle = (box) => Math.abs((box.top + box.bottom - innerHeight) / 2);
const inSight = (box) => box.bottom > 0 && box.top < innerHeight;

// What has to stay where it is: the form that is typed into, or else the comment nearest to the middle of the window.
const fixedPoint = () => {
  const form = document.activeElement?.closest("form.write");
  if (form && inSight(form.getBoundingClientRect())) return form;
  const boxes = [...document.querySelectorAll(".talk .comment, .talk .rules")].map((node) => [node, node.getBoundingClientRect()]);
  return boxes.filter(([, box]) => inSight(box)).sort(([, one], [, other]) => middle(one) - middle(other))[0]?.[0];
};

// Changes the page, and scrolls so far that nobody sees the point move.
export const inPlace = (change, point = fixedPoint()) => {
  const root = document.documentElement, before = point?.getBoundingClientRect().top;
  root.style.overflowAnchor = "none"; // the browser's own way of doing this, where it has one, would do it again
  change();
  if (point) scrollBy({ top: point.getBoundingClientRect().top - before, behavior: "instant" });
  requestAnimationFrame(() => root.style.removeProperty("overflow-anchor"));
};
