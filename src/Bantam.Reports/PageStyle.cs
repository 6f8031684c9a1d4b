namespace Bantam.Reports;

/// <summary>The look of the report page; colors come from <see cref="ChartStyle"/>.</summary>
internal static class PageStyle
{
    /// <summary>The style sheet.</summary>
    internal const string Css = """
        *{box-sizing:border-box}
        html{color-scheme:light dark}
        body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;font-variant-numeric:tabular-nums}
        main{max-width:944px;margin:0 auto;padding:48px 32px 96px}
        h1,h2,h3,p,dl,dd,figure,ul{margin:0;padding:0}
        h1{font-size:34px;line-height:1.2;font-weight:650;letter-spacing:-.015em;overflow-wrap:anywhere}
        h1 span{font-weight:400;color:var(--quiet)}
        h2{font-size:20px;font-weight:650;letter-spacing:-.01em;margin-bottom:12px}
        h3{font-size:15px;font-weight:600}
        section{border-top:1px solid var(--rule);margin-top:40px;padding-top:28px}
        section>*+*{margin-top:14px}
        section>h2+*{margin-top:0}
        p,dd,li{overflow-wrap:anywhere}
        .kicker{color:var(--quiet);font-size:13px;margin-bottom:4px}
        .note{color:var(--quiet);font-size:13px}
        .good{--tone:var(--green)}
        .open{--tone:var(--orange)}
        .bad{--tone:var(--red)}
        .none{--tone:var(--quiet)}
        .good b,.open b,.bad b,.none b{color:var(--tone);font-weight:650}
        .verdict{margin:20px 0 24px;padding:14px 18px;background:var(--panel);border-left:5px solid var(--tone);font-size:18px}
        .verdict b{margin-right:6px}
                .facts,.numbers{display:grid;grid-template-columns:repeat(auto-fill,minmax(152px,1fr));gap:20px 24px}
        dt{color:var(--quiet);font-size:13px;overflow-wrap:anywhere}
        .facts dd span{display:block;color:var(--quiet);font-size:13px}
        .facts+.numbers{margin-top:24px}
        .numbers dd{font-size:26px;line-height:1.25;font-weight:600;letter-spacing:-.01em}
        .wide{overflow-x:auto}
        table{border-collapse:collapse;font-size:14px}
        caption{text-align:left;color:var(--quiet);font-size:13px;padding-bottom:6px}
        th,td{padding:5px 0 5px 32px;text-align:left;vertical-align:top;font-weight:400;border-bottom:1px solid var(--rule);max-width:420px;overflow-wrap:break-word}
        th:first-child,td:first-child{padding-left:0}
        thead th{color:var(--quiet);font-size:13px;border-bottom-color:var(--quiet)}
        tbody th,tfoot th{font-weight:500}
        tfoot td,tfoot th{font-weight:600;border-bottom:0}
        .number{text-align:right;white-space:nowrap}
        figure svg{display:block;max-width:100%;height:auto}
        .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:24px}
        .proof{padding:14px 18px;border:1px solid var(--rule);border-left:5px solid var(--tone);background:var(--panel)}
        .proof>*+*{margin-top:6px}
        .verdict.open,.proof.open{border:1px dashed var(--tone);border-left-width:5px}
        .outcome{font-size:22px;line-height:1.3}
        code,pre{font:13px/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace}
        pre{margin:0;padding:12px 14px;background:var(--panel);border:1px solid var(--rule);white-space:pre-wrap;overflow-wrap:anywhere}
        .proof pre{background:var(--paper)}
        .files{list-style:none;columns:3 220px;column-gap:32px}
        @media (max-width:600px){main{padding:24px 16px 48px}h1{font-size:26px}}
        @media print{main{max-width:none;padding:0}body{font-size:11pt}section{margin-top:24px;padding-top:16px}h2,caption{break-after:avoid}figure,tr,dl,.proof{break-inside:avoid}.wide{overflow:visible}.verdict,.proof,pre,svg rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}}

        """;
}
