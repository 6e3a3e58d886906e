-- One row per plan, at its newest version: yearly plans first, of each kind the newest first.
select
    v.plan, v.version, p.number, v.title, v.issuer, v.issued, v.year, v.report_day, v.report_to, v.signers, v.contact,
    v.source_file, v.kind, v.signing, v.deadline_rule, v.totals_since_start
from plan_version v
join plan p on p.plan = v.plan
where v.version = (select max(n.version) from plan_version n where n.plan = v.plan)
order by case when v.kind = 'annual' then 0 else 1 end, v.issued desc, v.plan;
