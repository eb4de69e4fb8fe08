/** A look of its own: nothing here is borrowed from the portal it stands in for. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fbfaf7;--card:#fff;--ink:#22201c;--soft:#5d574d;--line:#d8d2c6;--accent:#6b3f8f;--band:#fff3c4;--band-ink:#4a3a00;--bad:#9c2c1f}
@media(prefers-color-scheme:dark){:root{--paper:#1b1a18;--card:#262421;--ink:#f1ede5;--soft:#b9b1a3;--line:#45413a;--accent:#cfa8ee;--band:#4a3d10;--band-ink:#ffeeb0;--bad:#ff9d8f}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 Georgia,'PT Serif','Liberation Serif',serif}
a{color:var(--accent)}
a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,summary:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.skip{position:absolute;left:-9999px}.skip:focus{left:16px;top:8px;background:var(--card);padding:8px 12px;z-index:1}
.band{background:var(--band);color:var(--band-ink);padding:10px 24px;text-align:center;margin:0;font-weight:bold}
.wrap{max-width:960px;margin:0 auto;padding:0 24px 56px}
nav ul{display:flex;gap:24px;list-style:none;padding:0;margin:0;border-bottom:1px solid var(--line)}
nav a{display:block;padding:14px 2px;text-decoration:none;color:var(--ink)}
nav a[aria-current]{border-bottom:3px solid var(--accent);font-weight:bold}
h1{font-size:30px;line-height:1.2;margin:32px 0 4px}h2{font-size:21px;margin:36px 0 12px}
.soft{color:var(--soft)}.bad{color:var(--bad)}
.list{list-style:none;margin:16px 0;padding:0;border-top:1px solid var(--line)}
.list>li{border-bottom:1px solid var(--line);padding:14px 0;display:flex;justify-content:space-between;gap:24px;align-items:baseline}
.list>li>span:last-child{text-align:right;flex:none;max-width:45%}
.list a{font-size:18px}
.new{background:var(--accent);color:var(--paper);border-radius:3px;padding:1px 7px;font-size:13px;margin-left:8px}
.steps{list-style:none;margin:16px 0;padding:0 0 0 22px;border-left:2px solid var(--line)}
.steps li{position:relative;padding:0 0 18px}.steps li:before{content:'';position:absolute;left:-29px;top:7px;width:12px;height:12px;border-radius:50%;background:var(--line)}
.steps li:first-child:before{background:var(--accent)}.steps li:first-child strong{font-size:19px}
form.row select{max-width:340px}form.row input[type=number]{width:96px}
form.row{display:flex;flex-wrap:wrap;gap:12px 16px;align-items:end;margin:12px 0}
label{display:block;font-size:14px;color:var(--soft)}label input,label select{display:block;margin-top:4px}
input,select,button{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--soft);border-radius:4px;padding:7px 10px;min-height:40px;max-width:100%}
button{cursor:pointer;background:var(--accent);border-color:var(--accent);color:var(--paper)}
button.quiet{background:none;color:var(--accent)}
table{border-collapse:collapse;width:100%;font-size:15px}th,td{text-align:left;padding:8px 12px 8px 0;border-bottom:1px solid var(--line);vertical-align:top}th{font-weight:normal;color:var(--soft)}
.scroll{overflow-x:auto}
pre{background:var(--card);border:1px solid var(--line);padding:12px;overflow:auto;max-height:360px;font-size:13px;white-space:pre-wrap;overflow-wrap:anywhere}
summary{cursor:pointer;padding:8px 0}
.note{border-left:4px solid var(--accent);background:var(--card);padding:10px 16px}
@media(max-width:600px){.list>li{display:block}.list>li>span:last-child{text-align:left;max-width:none}}
@media print{nav,form,.skip{display:none}.band{border:1px solid}}
`
