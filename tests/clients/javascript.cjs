// Type into workbooks with SheetJS and exceljs: `node javascript.cjs JOBS.json`, the packages found through NODE_PATH.
// A job says client, source, target, the type to be saved, and sheet → cell → what is typed.
const { readFileSync } = require("fs");
const SheetJS = require("xlsx");
const ExcelJS = require("exceljs");

const asDay = (typed) => (/^\d{4}-\d\d-\d\d$/.test(typed) ? new Date(`${typed}T00:00:00Z`) : null);
/** The number of a day in Excel. */
const dayNumber = (day) => Math.round(day.getTime() / 86400000) + 25569;

function sheetjs(job) {
  const book = SheetJS.readFile(job.source, { cellStyles: true });
  for (const [name, cells] of Object.entries(job.cells)) {
    for (const [address, typed] of Object.entries(cells)) {
      const day = asDay(typed);
      book.Sheets[name][address] = day
        ? { t: "n", v: dayNumber(day), z: "yyyy-mm-dd" }
        : { t: typeof typed === "number" ? "n" : "s", v: typed };
    }
  }
  SheetJS.writeFile(book, job.target, { bookType: job.type, compression: true, bookSST: Boolean(job.shared), sheet: job.sheet });
}

async function exceljs(job) {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(job.source);
  for (const [name, cells] of Object.entries(job.cells)) {
    for (const [address, typed] of Object.entries(cells)) book.getWorksheet(name).getCell(address).value = asDay(typed) ?? typed;
  }
  await book.xlsx.writeFile(job.target);
}

(async () => {
  for (const job of JSON.parse(readFileSync(process.argv[2], "utf8"))) await { sheetjs, exceljs }[job.client](job);
})();
