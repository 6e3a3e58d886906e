-- One row per plan that was submitted, newest first, with its decision where there is one; without its tables.
select
    q.plan_request as plan_request, q.work as work, q.plan as plan, q.title as title, q.kind as kind,
    q.base_version as base_version, q.summary as summary, q.reason as reason, q.source as source, q.file_name as file_name,
    q.name as name, q.login as login, q.asked_at as asked_at,
    d.decision as decision, d.note as note, d.name as decided_by, d.version as version, d.decided_at as decided_at
from plan_request q
left join plan_decision d on d.plan_request = q.plan_request
order by q.plan_request desc;
