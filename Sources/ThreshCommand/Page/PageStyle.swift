/// The style and the script of every page. They are constants, so that the page's policy can name the one script that
/// may run.
enum PageStyle {
    static let style = """
        :root { color-scheme: light dark; --paper: #ffffff; --ink: #1b2330; --faint: #626d7e; --line: #dfe4eb;
          --panel: #f6f7f9; --s0: #3d6fc4; --s1: #dd8a1c; --s2: #2f9e77; --s3: #c44a74; --s4: #7d62c9; --s5: #22a0b6;
          --s6: #8a6d2f; --s7: #98a1ae; }
        @media (prefers-color-scheme: dark) { :root { --paper: #14181f; --ink: #e4e8ee; --faint: #98a3b3;
          --line: #2c3440; --panel: #1c222b; --s0: #6c9bea; --s1: #eda94c; --s2: #4fc39a; --s3: #e57aa0; --s4: #a48ff0;
          --s5: #4cc4d8; --s6: #c2a25a; --s7: #6f7987; } }
        @media print { :root { color-scheme: light; --paper: #ffffff; --ink: #000000; --faint: #444444; --line: #cccccc;
          --panel: #ffffff; --s0: #3d6fc4; --s1: #dd8a1c; --s2: #2f9e77; --s3: #c44a74; --s4: #7d62c9; --s5: #22a0b6;
          --s6: #8a6d2f; --s7: #98a1ae; } }
        * { box-sizing: border-box; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
        main { max-width: 1080px; margin: 0 auto; padding: 28px 24px 48px; }
        h1 { font-size: 24px; margin: 0 0 10px; overflow-wrap: anywhere; }
        h2 { font-size: 16px; margin: 32px 0 8px; }
        code, .question, .remarks { font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
        .question { margin: 0 0 24px; padding: 8px 12px; background: var(--panel); border: 1px solid var(--line);
          border-radius: 6px; white-space: pre-wrap; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 24px 32px; }
        figure { margin: 0; min-width: 0; }
        figure.time { grid-column: 1 / -1; }
        figcaption { font-weight: 600; margin-bottom: 8px; overflow-wrap: anywhere; }
        .aside { color: var(--faint); font-weight: 400; font-size: 13px; margin-left: 10px; }
        p.aside { margin: 8px 0; }
        .bars { display: grid; grid-template-columns: fit-content(45%) minmax(0, 1fr) max-content; gap: 3px 10px;
          align-items: center; }
        .label { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; text-align: right; font-size: 13px; }
        .track { width: 100%; height: 14px; display: block; }
        .value { text-align: right; font-size: 13px; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .legend { margin: 0 0 6px; font-size: 13px; display: flex; flex-wrap: wrap; gap: 2px 16px; }
        .legend span { max-width: 24em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .legend i { display: inline-block; width: 11px; height: 11px; border-radius: 2px; margin-right: 6px; }
        .scroll { overflow-x: auto; }
        .time svg { display: block; width: 100%; min-width: 640px; height: auto; }
        .grid line { stroke: var(--line); stroke-width: 1; }
        .grid text { fill: var(--faint); font: 12px system-ui, sans-serif; }
        .end { text-anchor: end; } .middle { text-anchor: middle; } .start { text-anchor: start; }
        .time rect:hover, .time circle:hover { opacity: 0.7; }
        polyline { fill: none !important; stroke-width: 2; stroke-linejoin: round; }
        .s0 { fill: var(--s0); stroke: var(--s0); background: var(--s0); }
        .s1 { fill: var(--s1); stroke: var(--s1); background: var(--s1); }
        .s2 { fill: var(--s2); stroke: var(--s2); background: var(--s2); }
        .s3 { fill: var(--s3); stroke: var(--s3); background: var(--s3); }
        .s4 { fill: var(--s4); stroke: var(--s4); background: var(--s4); }
        .s5 { fill: var(--s5); stroke: var(--s5); background: var(--s5); }
        .s6 { fill: var(--s6); stroke: var(--s6); background: var(--s6); }
        .s7 { fill: var(--s7); stroke: var(--s7); background: var(--s7); }
        rect { stroke: none !important; }
        .tiles { display: flex; flex-wrap: wrap; gap: 12px; }
        .tiles div { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 8px 14px; }
        .tiles span { display: block; color: var(--faint); font-size: 13px; }
        .tiles b { font-size: 19px; font-weight: 600; font-variant-numeric: tabular-nums; }
        table { border-collapse: collapse; font-size: 14px; }
        th, td { text-align: left; padding: 4px 14px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top;
          overflow-wrap: anywhere; }
        td:not(.n) { min-width: 4em; }
        th { position: sticky; top: 0; background: var(--paper); white-space: nowrap; border-bottom-color: var(--faint); }
        .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; padding: 4px 0 4px 22px; }
        .n + td, .n + th { padding-left: 22px; }
        th button { all: unset; cursor: pointer; font-weight: 600; }
        th button:focus-visible { outline: 2px solid var(--s0); outline-offset: 2px; }
        th[aria-sort=ascending] button::after { content: " \\2191"; }
        th[aria-sort=descending] button::after { content: " \\2193"; }
        tr { break-inside: avoid; }
        .remarks { margin: 10px 0 0; padding: 0; list-style: none; color: var(--faint); }

        """

    /// Sorts a table by the column whose head is clicked. It has neither `<` nor `&`, so that the page is XML too.
    static let script = """
        document.querySelectorAll("th").forEach(function (head) {
          var button = document.createElement("button");
          button.textContent = head.textContent;
          head.textContent = "";
          head.appendChild(button);
          button.onclick = function () {
            var body = head.closest("table").tBodies[0], isNumber = head.className === "n";
            var next = { ascending: "descending", descending: "ascending" };
            var order = next[head.getAttribute("aria-sort")] || (isNumber ? "descending" : "ascending");
            var value = function (row) {
              var cell = row.cells[head.cellIndex], text = cell ? cell.title || cell.textContent : "";
              if (!isNumber) return text;
              var number = parseFloat(text.split(",").join(""));
              return isNaN(number) ? -Infinity : number;
            };
            var rows = Array.from(body.rows, function (row) { return { row: row, value: value(row) }; });
            rows.sort(function (a, b) {
              var sign = a.value === b.value ? 0 : a.value > b.value ? 1 : -1;
              return order === "ascending" ? sign : -sign;
            });
            rows.forEach(function (entry) { body.appendChild(entry.row); });
            head.parentNode.querySelectorAll("th").forEach(function (other) { other.removeAttribute("aria-sort"); });
            head.setAttribute("aria-sort", order);
          };
        });

        """

    /// Base64 of the SHA-256 of `script`.
    static let scriptHash = "P+s23wFnjE8zRR6Ofx8A5I73JucGwRyPNouSRzWD9fA="
}
