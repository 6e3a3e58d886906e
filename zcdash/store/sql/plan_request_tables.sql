-- One row: the tables of a plan as submitted.
select tables
from plan_request
where plan_request = $plan_request;
