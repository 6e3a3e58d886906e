"""Texts of the sample documents, built from the plans' own tables: no sentence of a gazette stands here."""

import csv
import tomllib
from pathlib import Path

PLANS = Path(__file__).parents[3] / "data" / "plans"
NUMBERS = "一二三四五六七八九"
QUARTERS = ("2017Q1", "2017Q2", "2017Q3", "2017Q4")


def table(plan: str, name: str) -> list[dict[str, str]]:
    """Return the rows of one CSV file of a plan."""
    with (PLANS / plan / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def head(plan: str) -> dict:
    """Return `plan.toml`."""
    return tomllib.loads((PLANS / plan / "plan.toml").read_text(encoding="utf-8"))


def roles(plan: str, kind: str) -> dict[str, list[tuple[str, bool]]]:
    """Return item → its units or leaders in order, each with whether it leads."""
    found: dict[str, list[tuple[str, bool]]] = {}
    for row in table(plan, "responsible"):
        if row["kind"] == kind:
            found.setdefault(row["item"], []).append((row["name"], row["role"] == "lead"))
    return found


def targets(plan: str) -> dict[tuple[str, str], str]:
    """Return (item, period) → target."""
    return {(row["item"], row["period"]): row["text"] for row in table(plan, "targets")}


def data_sources(plan: str) -> dict[str, str]:
    """Return item → the unit that only supplies its figures."""
    return {row["item"]: row["data_source"] for row in table(plan, "indicators") if row["data_source"]}


ZHOUCUN_NOTICE = (
    "各镇、街道、经济开发区，区直有关部门：",
    "按照区人代会批准的年度安排，全年目标细分成127个项目，逐一明确了责任单位、分管区长和各季度任务，现予下达。",
    "一个项目由几个单位或几位分管区长共同承担的，表内以黑体字标明牵头单位和牵头领导，其余为配合。",
    "各牵头单位请在每季度结束后次月5日前汇总进展，由单位主要负责人和分管区长审核签字，报区政府督查室。"
    "联系电话：6195222、6195175，邮箱：zcqzfdcs@163.com。",
    "附件：2017年全区经济社会发展主要目标任务分解表",
)
"""Paragraphs of the notice before its signature, in our own words."""

MEASURES_NOTICE = (
    "各镇、街道、经济开发区，区直各部门：",
    "为做好就业、金融、外贸、外资、投资和预期六方面的稳定工作，结合我区情况，制定下列措施。",
)


def responsible_text(units: list[tuple[str, bool]], leaders: list[tuple[str, bool]]) -> str:
    """Return the bracket behind a measure: （责任领导：甲；责任部门：乙牵头，丙、丁配合）."""
    leads = [name for name, leads in units if leads]
    others = [name for name, leads in units if not leads]
    text = "、".join(leads)
    if len(leads) > 1:
        text += "分别牵头"
    elif others:
        text += "牵头"
    if others:
        text += f"，{'、'.join(others)}配合"
    return (
        f"（责任领导：{'、'.join(name for name, _ in leaders)}；责任部门：{text}）"
        if leaders
        else f"（责任部门：{text}）"
    )


def measures() -> list[tuple[str, list[str]]]:
    """Return chapter → its measures with their brackets, without numbers."""
    units, leaders = roles("liuwen-2019", "unit"), roles("liuwen-2019", "leader")
    chapters = {str(chapter["number"]): (chapter["title"], []) for chapter in head("liuwen-2019")["chapter"]}
    for item in table("liuwen-2019", "items"):
        bracket = responsible_text(units.get(item["code"], []), leaders.get(item["code"], []))
        chapters[item["chapter"]][1].append(f"{item['goal'].rstrip('。')}。{bracket}")
    return list(chapters.values())


COUNTY_TITLE = "青河县2020年政府工作重点任务分工方案"
COUNTY_NOTICE = (
    "县政府各部门，各乡镇人民政府：",
    "2020年县政府重点任务已经县政府常务会议审议通过，共12项，现将分工印发你们。",
    "请各牵头单位于每半年结束后次月10日前，将进展情况经主要负责人签字后报县政府督查室。",
)
COUNTY_CHAPTERS: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    (
        "扩大有效投资",
        (
            ("固定资产投资", "固定资产投资增长6%以上", "增长3%以上", "增长6%以上", "县发展改革局", "县统计局", "王建华"),
            ("重点项目建设", "开工建设15个县级重点项目，完成投资8.6亿元", "开工9个，完成投资3.5亿元",
             "累计开工15个，累计完成投资8.6亿元", "县发展改革局", "县财政局、县自然资源局", "王建华"),
            ("青河大桥改造", "完成青河大桥加固改造并通车", "3月底前完成设计批复，6月底前开工", "11月底前主体完工，12月20日前通车",
             "县交通运输局", "县财政局", "李志强"),
        ),
    ),
    (
        "发展现代农业",
        (
            ("高标准农田", "建设高标准农田2.5万亩", "完成1万亩", "累计完成2.5万亩", "县农业农村局", "县水利局、各乡镇", "张秀兰"),
            ("粮食产量", "粮食总产量稳定在32万吨", "夏粮产量稳定在14万吨", "全年产量稳定在32万吨", "县农业农村局", "", "张秀兰"),
            ("冷链物流中心", "建成县冷链物流中心一期", "完成主体工程的60%", "10月底前投入使用", "县商务局",
             "县供销社、县市场监管局", "张秀兰"),
        ),
    ),
    (
        "保障和改善民生",
        (
            ("城镇就业", "城镇新增就业3200人，登记失业率控制在4.5%以内", "新增就业1700人，失业率控制在4.5%以内",
             "累计新增就业3200人，失业率控制在4.5%以内", "县人力资源社会保障局", "县财政局", "赵敏"),
            ("老旧小区改造", "改造老旧小区18个，惠及居民2400户", "①完成摸底和设计；②开工10个", "①全部开工；②改造完成18个",
             "县住房城乡建设局", "县财政局、城关镇", "李志强"),
            ("实验小学扩建", "完成实验小学扩建，新增学位900个", "5月底前完成主体工程", "8月25日前投入使用", "县教育局",
             "县住房城乡建设局", "赵敏"),
            ("基本医保参保", "基本医疗保险参保率稳定在98%以上", "参保率98%以上", "参保率98%以上", "县医疗保障局", "各乡镇", "赵敏"),
        ),
    ),
    (
        "加强生态保护",
        (
            ("空气质量", "空气质量优良天数比例达到82%以上", "达到80%以上", "达到82%以上", "市生态环境局青河分局",
             "县公安局、县住房城乡建设局",
             "李志强"),
            ("污水处理厂二期", "县污水处理厂二期投入运行，日处理能力达到4万吨", "4月15日前完成设备安装", "9月底前投入运行",
             "县住房城乡建设局", "市生态环境局青河分局", "李志强"),
        ),
    ),
)  # fmt: skip
"""Chapter → its items: 工作任务, 年度目标, 上半年, 下半年, 牵头单位, 配合单位, 县级领导."""
