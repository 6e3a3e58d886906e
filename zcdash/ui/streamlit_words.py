"""Words that Streamlit itself writes on menus and tips, in Chinese: it has no setting for its language."""

from __future__ import annotations

import json

_NO_ANSWER = "服务器没有应答，正在重新连接。"
_WORDS = {
    "Add row": "增加一行",
    "Delete row(s)": "删除选中的行",
    "Clear selection": "取消选中",
    "Show/hide columns": "显示或隐藏列",
    "Select all": "全选",
    "Download as CSV": "下载为 CSV",
    "Search": "查找",
    "Fullscreen": "全屏",
    "Close fullscreen": "退出全屏",
    "Copy column name": "复制列名",
    "Sort ascending": "升序",
    "Sort descending": "降序",
    "Statistics": "统计",
    "Format": "格式",
    "Autosize": "自动列宽",
    "Pin column": "固定列",
    "Unpin column": "取消固定",
    "Hide column": "隐藏列",
    "No results": "没有找到",
    "System": "随系统",
    "Light": "浅色",
    "Dark": "深色",
    "Print": "打印",
    "Record screen": "录屏",
    "Only one file is allowed.": "只收一个文件。",
    "Stop": "停止",
    "Stopping...": "正在停止",
    "Connecting": "正在连接",
    "Connecting to Streamlit server": "正在连接服务器",
    "Error": "出错",
    "Unable to connect to Streamlit server": "连不上服务器",
    "Connection error": "连接中断",
    "Connection timed out.": _NO_ANSWER,
    "Streamlit server is not responding. Are you connected to the internet?": _NO_ANSWER,
}
_PARTS = {
    r"^File must be ([\d.]+?)(?:\.0)?MB or smaller\.$": "文件不能超过 $1 MB。",
    r"^.* ?files are not allowed\.$": "不收这一类文件。",
    r"^Add: ": "新增：",
    r"^(Is Streamlit still running|Cannot connect to Streamlit|Connection failed with status)[\s\S]*$": _NO_ANSWER,
}

# A text is replaced only where the whole of it, or its fixed beginning, is Streamlit's, and outside the page and its menu, where
# people's own words are. What a newer Streamlit words otherwise stays English.
SCRIPT = (
    f"""<script>if (!window.zcWords) {{ window.zcWords = true;
const words = {json.dumps(_WORDS, ensure_ascii=False)}, parts = {json.dumps(_PARTS, ensure_ascii=False)};"""
    + """
const inChinese = text => words[text] ?? Object.entries(parts).reduce((t, [from, to]) => t.replace(new RegExp(from), to), text);
new MutationObserver(changes => changes.flatMap(c => c.type === 'characterData' ? [c.target] : [...c.addedNodes]).forEach(node => {
  const at = node.nodeType === 1 ? node : node.parentElement, own = '[data-testid=stMain], [data-testid=stSidebar]';
  if (!at || at.closest(own) || at.querySelector(own)) return;
  const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  for (let t = node.nodeType === 3 ? node : texts.nextNode(); t; t = texts.nextNode()) {
    const now = inChinese(t.data);
    if (now !== t.data) t.data = now;
  }
})).observe(document.body, {childList: true, characterData: true, subtree: true}); }</script>"""
)
