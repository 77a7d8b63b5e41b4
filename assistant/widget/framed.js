// Inside the frame: say how high we are, whenever that changes.
new ResizeObserver(() => {
  const height = Math.ceil(document.querySelector("main").getBoundingClientRect().height) + 2;
  window.parent.postMessage({ xunwen: "height", height }, "*");
}).observe(document.querySelector("main"));
