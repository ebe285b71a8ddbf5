/* The print button of a sheet. */
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
