-- One row per request to correct a plan, newest first, with its decision where there is one.
select
    q.correction_request as correction_request, q.plan as plan, q.kind as kind, q.code as code, q.period as period, q.was as was,
    q.wanted as wanted, q.reason as reason, q.name as name, q.login as login, q.asked_at as asked_at,
    d.approved as approved, d.note as note, d.name as decided_by, d.version as version, d.decided_at as decided_at
from correction_request q
left join correction_decision d on d.correction_request = q.correction_request
order by q.correction_request desc;
