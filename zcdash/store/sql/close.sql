-- One row per close of a plan, newest first, with its reopening where there was one.
select
    c.close, c.plan, c.period, c.revision, c.version, c.pack, c.pack_text, c.as_of, c.deadline, c.counts, c.reason, c.name,
    c.closed_at, r.reason as reopen_reason, r.name as reopened_by, r.reopened_at
from close c
left join reopening r on r.close = c.close
where c.plan = $plan
order by c.close desc;
