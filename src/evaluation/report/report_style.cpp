#include "evaluation/report/sections.h"

namespace saa {

std::string_view report_style() {
  return R"(:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--paper:#fff;--card:#f6f8fa;--rule:#d0d7de;--mark:#dff3ff}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa4ae;--paper:#0d1117;--card:#161b22;--rule:#30363d;--mark:#12304a}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1240px;padding:24px 20px 60px;background:var(--paper);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;overflow-wrap:anywhere}
h1{font-size:26px;line-height:1.25;margin:0 0 12px}h2{font-size:21px;margin:40px 0 10px;padding-top:16px;border-top:1px solid var(--rule)}
h3{font-size:16px;margin:22px 0 8px}
.small,caption,figcaption,dt{color:var(--soft);font-size:13px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:0 0 18px}dd{margin:0;font-size:13px}
.notice{border-left:4px solid #d29922;background:var(--card);padding:8px 12px;margin:8px 0}
.wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:14px;width:100%;overflow-wrap:normal}
caption{text-align:left;padding:0 0 6px}caption span{position:sticky;left:0;display:inline-block;max-width:calc(100vw - 40px)}th,td{padding:5px 10px;border-bottom:1px solid var(--rule);text-align:right;white-space:nowrap}
th:first-child{text-align:left;font-weight:500}thead th{font-weight:600;white-space:normal;vertical-align:bottom}
.mean th,.mean td{font-weight:700}.published th,.published td{color:var(--soft)}.same th,.same td{background:var(--mark);color:var(--ink)}
nav a{margin-right:12px;white-space:nowrap;display:inline-block}a{color:inherit}
.charts{display:flex;flex-wrap:wrap;gap:16px}.charts svg{flex:1 1 320px;max-width:560px;min-width:0;height:auto}
.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,540px),1fr));gap:16px}
figure{margin:0;padding:10px;background:var(--card);border:1px solid var(--rule);border-radius:8px}
.panels{display:grid;grid-template-columns:repeat(4,1fr);gap:6px}
.panels img{display:block;width:100%;height:auto;max-height:300px;object-fit:contain;background:#000}
.panels span{display:block;text-align:center;font-size:12px;color:var(--soft)}
figcaption{margin-top:6px}figcaption b{color:var(--ink)}
@media (max-width:600px){body{padding:16px 12px 40px}.panels{grid-template-columns:repeat(2,1fr)}dl{grid-template-columns:1fr}dd{margin-bottom:6px}}
@media print{figure{break-inside:avoid}}
)";
}

}  // namespace saa
