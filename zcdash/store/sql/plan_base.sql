-- One row: what the edits of a draft apply to.
select content
from plan_base
where plan_base = $plan_base;
