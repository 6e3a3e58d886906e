-- One row per piece of evidence attached in a plan, newest first, with its withdrawal if any; without its bytes.
select e.evidence, e.submission, s.plan, s.period, s.unit, e.code, e.file_name, e.hash, f.size, f.kind,
    f.preview is not null as has_preview, e.name, e.attached_at,
    w.evidence_withdrawal, w.reason as withdrawn_reason, w.name as withdrawn_by, w.withdrawn_at
from evidence e
join submission s on s.submission = e.submission
join evidence_file f on f.hash = e.hash
left join evidence_withdrawal w on w.evidence = e.evidence
where s.plan = $plan
order by e.evidence desc;
