"use strict";
(function () {
  const search = document.getElementById("search");
  const signal = document.getElementById("signal");
  const department = document.getElementById("department");
  const count = document.getElementById("shown");
  const people = Array.from(document.querySelectorAll("[data-person]"));

  function fits(person) {
    const words = search.value.trim().toLowerCase();
    return (!words || person.dataset.person.includes(words))
      && (!signal.value || person.dataset.signals.split(" ").includes(signal.value))
      && (!department.value || person.dataset.department === department.value);
  }

  function filter() {
    let shown = 0;
    for (const person of people) {
      person.hidden = !fits(person);
      shown += person.hidden ? 0 : 1;
    }
    count.textContent = shown + " of " + people.length + " people shown";
  }

  if (search) {
    for (const control of [search, signal, department]) {
      control.addEventListener("input", filter);
    }
    filter();
  }

  function sortBy(table, column, header) {
    const falling = header.getAttribute("aria-sort") === "ascending";
    const body = table.tBodies[0];
    const key = (row) => row.cells[column].dataset.key ?? row.cells[column].textContent;
    const rows = Array.from(body.rows).sort((a, b) =>
      key(a).localeCompare(key(b), undefined, { numeric: true }) * (falling ? -1 : 1));
    for (const other of table.tHead.rows[0].cells) {
      other.removeAttribute("aria-sort");
    }
    header.setAttribute("aria-sort", falling ? "descending" : "ascending");
    body.append(...rows);
  }

  for (const button of document.querySelectorAll("th button")) {
    const header = button.closest("th");
    button.addEventListener("click", () =>
      sortBy(header.closest("table"), header.cellIndex, header));
  }
})();
