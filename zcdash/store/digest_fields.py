"""Fields in the digests of rows and of plans.

A list of a version never changes, so what was digested under it can always be verified: see `digest`.
"""

from __future__ import annotations

SHA256 = "sha256"
"""The hash function of plans and files, and of log entries without another."""
ROW_FIELDS: dict[int, dict[str, str]] = {
    1: {
        "absence": "absence plan leader substitute starts ends reason cancels",
        "account": "account login name email role unit leader password_hash must_change active set_at phone",
        "actual": "submission indicator value typed note sheet cell",
        "breakdown": "breakdown plan commitment unit month due person name set_at",
        "bulletin": "bulletin plan period close number title text docx hash issued_by issued_at head",
        "bulletin_draft": "bulletin_draft plan period close text name saved_at",
        "cell": "plan version item cell lines figures address",
        "chapter": "plan version chapter title",
        "close": "close plan period revision version pack pack_text as_of deadline counts reason name closed_at",
        "close_assessment": "close kind code light calculated cause ratio gap made_good_in deadline sent_on returned_on "
        "awaits waiting reported_in closed_as part more overridden_by override_reason planned planned_total actual actual_total "
        "filed state done_on sentence lacking",
        "close_submission": "close unit submission",
        "commitment": "plan version code place item period project text due exact ongoing reporting_unit key "
        "starts phase quantity quantity_unit recurs zero_report",
        "concession": "concession plan period unit kind until reason name granted_at",
        "correction_decision": "correction_decision correction_request approved note name version decided_at",
        "correction_request": "correction_request plan kind code period was wanted reason name login asked_at",
        "doubt": "plan version place item what reading",
        "evidence": "evidence submission code file_name hash name login attached_at",
        "evidence_file": "hash size kind preview",
        "evidence_piece": "hash piece bytes",
        "evidence_withdrawal": "evidence_withdrawal evidence reason name withdrawn_at",
        "explanation": "submission indicator note sheet cell",
        "finding": "submission place_number code severity place sentence advice codes",
        "identity": "identity login issuer subject set_at",
        "indicator": "plan version code place item name unit basis direction tolerance baseline annual annual_printed "
        "reporting_unit data_source sum_of headline ranked same_as baseline_period baseline_source baseline_pending strict ranged "
        "attribute cites",
        "item": "plan version code number chapter seq focus title goal deadline lines",
        "leader": "plan version name place post since until",
        "lock_date": "lock_date plan period locks_on reason name set_at",
        "log": "entry acted_at login name role origin what plan period unit subject before after brought previous "
        "digest_version algorithm",
        "narrative": "submission item progress problem next_step sheet cell",
        "notice": "notice plan period kind code unit leader step reason text due rules issued_by issued_at issued_on",
        "notice_end": "notice_end notice note name ended_at ended_on",
        "notice_reply": "notice_reply notice cause next_step promised name replied_at replied_on",
        "objection": "objection plan who scored kind code argument was name login filed_at",
        "objection_answer": "objection_answer objection upheld effect rests_on points_before points_after note name "
        "answered_at",
        "organisation_person": "organisation_person person name phone email set_at",
        "organisation_post": "organisation_post post person kind title field unit since until source reason set_at",
        "organisation_succession": "organisation_succession unit successor kind since source reason set_at withdrawn",
        "organisation_unit": "organisation_unit unit name kind aliases parent since until source reason set_at",
        "override": "override plan period code light reason rests_on name set_at",
        "pending_act": "pending_act act arguments state what plan period subject before after reason name login "
        "proposed_at",
        "pending_act_decision": "pending_act_decision pending_act confirmed note name login decided_at",
        "period": "plan version period starts ends deadline",
        "phase": "plan version code place name starts ends parent",
        "plan": "plan number",
        "plan_decision": "plan_decision plan_request decision note name login version decided_at",
        "plan_file": "hash piece bytes",
        "plan_request": "plan_request work plan title kind base_version tables summary reason source file_name name login "
        "asked_at",
        "plan_source": "plan version hash file_name",
        "plan_version": "plan version digest reason loaded_at title issuer issued year report_day report_to signers contact "
        "source_file kind signing deadline_rule totals_since_start",
        "planned": "plan version indicator period value derived",
        "planned_term": "plan version indicator period words relative upper",
        "progress": "submission commitment state done_on note sheet cell",
        "reorganised_plan": "reorganised_plan plan version since units periods takes_back",
        "reopening": "reopening close reason name reopened_at",
        "responsible": "plan version item kind name role place assumed",
        "second_factor": "second_factor login secret recovery set_at",
        "setting": "setting name value set_by set_at",
        "sign_off": "sign_off submission step decision leader name login substitute note codes signed_at signed_on",
        "submission": "submission plan version period unit filed_by filed_at filed_on file_name file_hash file_bytes "
        "supersedes",
        "target": "plan version item period text",
        "unit": "plan version name place kind aliases successor note",
        "unit_member": "plan version name place member",
        "waiver": "waiver plan code reason withdraws name set_at",
    }
}
ROW_FIELDS[2] = ROW_FIELDS[1]
"""Version → table → its columns."""
ROW_DEFAULTS: dict[str, dict[str, object]] = {
    "account": {"phone": ""},
    "log": {"algorithm": SHA256},
    "cell": {"address": ""},
    "commitment": {"key": False, "phase": "", "quantity_unit": "", "recurs": "", "zero_report": False},
    "finding": {"codes": ""},
    "indicator": {
        "ranked": False,
        "same_as": "",
        "baseline_period": "",
        "baseline_source": "",
        "baseline_pending": False,
        "strict": False,
        "ranged": False,
        "attribute": "",
        "cites": "",
    },
    "organisation_succession": {"withdrawn": False},
    "period": {"deadline": ""},
    "plan_version": {
        "kind": "annual",
        "signing": "unit_head;deputy;office",
        "deadline_rule": "",
        "totals_since_start": False,
    },
}
"""Table → column that a later migration added → its default. Null is left out of every digest."""
PLAN_FIELDS: dict[str, str] = {
    "Cell": "item cell lines figures address",
    "Chapter": "number title",
    "Commitment": "code item period project text due exact ongoing reporting_unit key starts phase quantity "
    "quantity_unit recurs zero_report",
    "Doubt": "item what reading",
    "Indicator": "code item name unit basis direction tolerance baseline annual annual_printed reporting_unit data_source "
    "sum_of headline planned derived same_as baseline_period baseline_source baseline_pending strict attribute cites words "
    "relative upper",
    "Item": "number code chapter seq focus title goal deadline lines",
    "Leader": "name post since until",
    "Phase": "code name starts ends parent",
    "Plan": "id number title issuer issued year periods item_count report_day report_to signers contact source_file chapters "
    "units leaders items responsible targets commitments indicators doubts cells kind signing phases own_deadlines "
    "totals_since_start other_deadline_rule",
    "Responsible": "item name role order assumed kind",
    "Target": "item period text",
    "Unit": "name kind members aliases successor note",
}
"""Class of the domain → its attributes in the digest of a plan."""
