-- One row: one version of a plan, or none.
select
    v.plan, v.version, p.number, v.title, v.issuer, v.issued, v.year, v.report_day, v.report_to, v.signers, v.contact,
    v.source_file, v.kind, v.signing, v.deadline_rule, v.totals_since_start
from plan_version v
join plan p on p.plan = v.plan
where v.plan = $plan and v.version = $version;
