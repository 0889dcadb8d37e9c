for (const field of document.querySelectorAll("input[data-table]")) {
  const rows = [...document.querySelectorAll(`#rows-${field.dataset.table} tbody tr`)];
  const count = document.querySelector(`output[data-count="${field.dataset.table}"]`);
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    count.textContent = wanted ? `${rows.filter((row) => !row.hidden).length} / ${rows.length}` : "";
  });
}
