-- One row per piece of work, at its newest version, the last saved first.
select d.plan_draft, d.work, d.plan, d.kind, d.base_plan, d.base_version, d.source, d.file_name, d.ended, d.name, d.login, d.saved_at
from plan_draft d
where d.plan_draft = (select max(n.plan_draft) from plan_draft n where n.work = d.work)
order by d.plan_draft desc;
