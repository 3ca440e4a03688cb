// Paper is white: a reader in dark mode prints the light page and gets the dark one back.
(() => {
  const page = document.documentElement.dataset;
  let theme = "";
  window.addEventListener("beforeprint", () => {
    theme = page.theme;
    page.theme = "light";
  });
  window.addEventListener("afterprint", () => {
    page.theme = theme;
  });
})();
