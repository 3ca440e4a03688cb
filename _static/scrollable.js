// A box that scrolls sideways must be reachable by keyboard. Which ones scroll depends on the
// window, so the tab stops come and go with its width.
(() => {
  const mark = () => {
    for (const box of document.querySelectorAll(".formula, .text_html, .table-wrapper, .rnn-scroll")) {
      if (box.scrollWidth > box.clientWidth) {
        box.tabIndex = 0;
      } else {
        box.removeAttribute("tabindex");
      }
    }
  };
  window.addEventListener("load", mark);
  window.addEventListener("resize", mark);
})();
