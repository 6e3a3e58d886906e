-- One row per waiver of a plan, newest first, with who withdrew it and why, where somebody did.
select
    w.waiver as waiver, w.code as code, w.reason as reason, w.name as name, w.set_at as set_at,
    x.waiver as withdrawal, x.reason as withdrawn_why, x.name as withdrawn_by, x.set_at as withdrawn_at
from waiver w
left join waiver x on x.withdraws = w.waiver
where w.plan = $plan and w.withdraws is null
order by w.waiver desc;
