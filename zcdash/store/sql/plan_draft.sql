-- One row per saved version of a piece of work, newest first; `ended` says why it is over.
select
    d.plan_draft, d.work, d.plan, d.kind, d.base_plan, d.base_version, d.plan_base, d.edits, d.decisions, d.source, d.file_name,
    d.reason, d.ended, d.name, d.login, d.saved_at
from plan_draft d
where d.work = $work
order by d.plan_draft desc;
