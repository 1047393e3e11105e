"""Which code list the values of a field come from.

Promises that every field of the tables that holds codes is here; a test reads the comments of the
tables and compares. Fields that hold free text, numbers or ids are not.
"""

_FIELDS = """
calendar_day.kind calendar_kind
centre_profile.municipality municipality
centre_profile.scope recruiting_scope
centre_profile.status centre_status
day_close.weather weather
device.roles device_role
revocation.roles device_role
staff.role staff_role
staff.sections section
staff_shift.duty duty
staff_shift.fund fund
volunteer.activity_class activity_class
volunteer.age_band age_band
volunteer.insurance_claim insurance_claim
volunteer.languages language
volunteer.licences licence
volunteer.participation participation
volunteer.sex sex
volunteer.skills skill
volunteer.source source
volunteer_private.condition health_state
insurance.paid_by paid_by
insurance.plan insurance_plan
insurance.proof_kind proof_kind
check_in.means check_in_means
check_in.wish wish
volunteer_group.channel intake_channel
volunteer_group.wishes wish
group_member.insured insurance_claim
group_member.sex sex
vehicle.kind vehicle
booking.slot slot
booking.state booking_state
alias.kind alias_kind
print_record.form print_form
print_record.kind print_kind
import_run.kind import_kind
need.channel intake_channel
need.damages damage
need.dangers danger
need.feasible feasible
need.inspection inspection
need.inspection_kind inspection_kind
need.kinds work_kind
need.refer_to refer_to
need.skills skill
need.status need_status
need.survey_status survey_status
need.survey_wanted survey_wanted
need.tools equipment
need.urgency urgency
need_private.damage_level damage_level
need_private.ownership ownership_home
need_private.relation relation
need_private.requester_kind requester_kind
survey.state survey_state
contact.channel contact_channel
contact.direction contact_direction
contact.result contact_result
photo.kind photo_kind
team.kind team_kind
team.slot slot
team.state team_state
team_phase.phase team_phase
report.next_tools equipment
report.progress progress
injury.kind injury
injury.treatment treatment
stop_order.kind stop_kind
hard_stop_override.role staff_role
equipment.code equipment
equipment.type equipment_type
place.kind place_kind
stock_move.ownership ownership
stock_move.reason move_reason
council.kind council_kind
agreement_term.kind term_kind
contact_point.kind contact_kind
centre_state.status centre_status
centre_state.scope recruiting_scope
centre_state.tools_short equipment
county_figures.tools_short equipment
notice.kind notice_kind
aid_request.duties section
aid_request.skills relief_skill
aid_request.lodging lodging
aid_request.state request_state
aid_step.result step_result
aid_offer.skills relief_skill
aid_offer.state offer_state
assignment.section section
assignment.role staff_role
assignment.lodging lodging
assignment.state assignment_state
attendance.duty duty
attendance.fund fund
handover.section section
stockyard.kind yard_kind
stock_item.equipment equipment
stock_item.ownership ownership
kit_line.equipment equipment
goods_request.equipment equipment
goods_request.state request_state
goods_loan.equipment equipment
goods_loan.ownership ownership
goods_loan.state loan_state
goods_move.kind goods_move
cost_item.kind cost_kind
cost_item.fund fund
cost_item.ownership ownership
cost_item.evidence evidence_kind
cost_item.duty duty
bcp_task.state bcp_state
bcp_alternate.kind alternate_kind
bcp_alternate.state alternate_state
safety_answer.state safety_state
safety_answer.comes comes_when
safety_answer.reach reach_kind
"""

# "table.field" -> list. `need.reason` is of `REASON_LIST_OF`, by the act that gave the reason.
CODE_LIST_OF: dict[str, str] = dict(line.split(maxsplit=1) for line in _FIELDS.strip().splitlines())
# The state that a need left to -> the list of its reasons.
REASON_LIST_OF: dict[str, str] = {
    "declined": "decline_reason",
    "on_hold": "hold_reason",
    "cancelled": "cancel_reason",
}
