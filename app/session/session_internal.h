/* What the files of a session share. */
#ifndef LIMEN_SESSION_INTERNAL_H
#define LIMEN_SESSION_INTERNAL_H

#include "session/session.h"

#include "arguments_internal.h"
#include "conditioning_internal.h"
#include "script/message.h"
#include "stimulus_kind_internal.h"

/* An attempt of a train with an entry for each pulse, and what goes with it. */
enum { PENDING_MAX = 4 + PULSES_MAX, CANDIDATES_MAX = 64 };

/*  state      waits for                          left by
 *  SCRIPT     the script's next request          request_take()
 *  SAVING     the acknowledgement of `pending`   ack_take()
 *  FAILED     PROMPT_SAVE_FAILED                 step_failed()
 *  INSTRUCT   PROMPT_INSTRUCT                    step_instruct()
 *  QUESTION   PROMPT_QUESTION                    step_question()
 *  SITE       a site whose rest is over          step_site()
 *  REST       the end of a rest                  step_rest()
 *  ARM        PROMPT_ARM                         step_arm()
 *  READY      the instruments; then ARM          step_ready()
 *  RUNNING    the outcome (and the stop),        step_running()
 *             PROMPT_RELEASE
 *  REVIEW     PROMPT_REVIEW                      step_review()
 *  TARGET     the rating of the conditioning     step_target()
 *  CONDITIONING  its end is ordered, or was      step_conditioning()
 *             saved and is answered
 *  STOPPED    PROMPT_STOPPED                     step_stopped()
 *  REARMING   the bench, after a stop            step_rearming()
 *  FAILING    the end of what runs, or           step_failing()
 *             PROMPT_RELEASE; then KEEPING
 *  KEEPING    the acknowledgement of what was    failing_kept(), step_keeping()
 *             measured until then; then OVER
 *  OVER       nothing
 *
 * 1. A stop that the bench has reported (`stop_told`) leads to STOPPED from every state but SAVING
 * and FAILED, which are gone through first, RUNNING, which waits for the outcome, FAILING, KEEPING and
 * OVER.
 * 2. A decision that the prompt does not offer changes nothing.
 * 3. Only ARM leads to RUNNING: nothing starts because an instrument has come back.
 * 4. What fails while a stimulus runs (`running`) leads to FAILING, not to OVER. */
enum session_state {
    STATE_SCRIPT,
    STATE_SAVING,
    STATE_FAILED,
    STATE_INSTRUCT,
    STATE_QUESTION,
    STATE_SITE,
    STATE_REST,
    STATE_ARM,
    STATE_READY,
    STATE_RUNNING,
    STATE_REVIEW,
    STATE_TARGET,
    STATE_CONDITIONING,
    STATE_STOPPED,
    STATE_REARMING,
    STATE_FAILING,
    STATE_KEEPING,
    STATE_OVER,
};

struct recorded {
    int64_t task, step, block;
    int64_t started_attempt; /* the last of this block that is known to have begun; 0: none */
    utc_us started;          /* when */
    char *request;           /* canonical, as journalled */
    char *answer;            /* NULL: the block is open */
};

struct replay {
    struct recorded *rows;
    size_t n, capacity;
    size_t at; /* the next request is compared with this row */
    int64_t
        orphan_attempt; /* begun in the open block and cut off by the end of the program; 0: none */
    struct recorded
        beside; /* open beside a conditioning that was cut off, and begun: it is asked for anew */
    int64_t
        unreviewed_attempt; /* saved in the open block, and nobody has said whether it is kept; 0: none */
};

/* The request that is being done. */
struct request {
    int64_t task, block, step;
    int64_t call; /* of a verb, from 1; 0: not said */
    char verb[16];
    char line[128];
    struct message args;
    bool is_open;
};

/* What waits to be saved, kept so that it can be tried again. */
struct pending {
    const char *kinds[PENDING_MAX];
    struct text payloads[PENDING_MAX];
    size_t n;
    bool with_samples, is_attempt, is_rated;
    bool is_of_beside; /* its entries are those of the request that began it */
    double rated;      /* is_rated: what `question` of the session has given */
    struct sample_block samples;
    uint64_t
        ticket; /* 0: the store's queue was full, or a marker held it back: it is submitted again */
    enum session_state next;
};

/* Entries that nothing waits for, until they are acknowledged. */
enum { OUTBOX_MAX = 256 };
enum { TOPIC_NOTE = 0x10000, TOPIC_MARK }; /* below: what is counted */
enum letter_state { LETTER_WAITS, LETTER_SENT, LETTER_FAILED };
struct letter {
    enum letter_state state;
    uint64_t ticket;
    const char *kind;
    uint32_t topic; /* of what is waited for, or counted, until this is acknowledged; 0: none */
    int64_t task, block, step;
    utc_us utc;
    mono_ns mono;
    struct text payload;
};
struct outbox {
    struct letter *letters; /* OUTBOX_MAX, the oldest first */
    size_t n;
};

/* Equal notices that came while an entry of their kind was not yet acknowledged. */
enum { NOTICE_KINDS_MAX = 32 };
struct notice_tally {
    uint8_t instrument, channel, code;
    uint32_t count;
    double value; /* the sum of it where it is an amount */
};

/* What the examiner has been told of a store that lags behind. */
enum lag { LAG_NONE, LAG_TOLD, LAG_STOPPED };

struct candidate {
    char site[TRIAL_WORD_MAX], side[12];
};

struct site_choice {
    struct candidate list[CANDIDATES_MAX];
    size_t n;
    mono_ns rest;
    bool in_order; /* "given": the first, however long it rests */
    bool told;
};

/* The last attempt number of each trial of this session, in the study's count. */
struct attempts_row {
    char test[16], site[TRIAL_WORD_MAX], side[12], phase[16];
    int64_t trial, last;
    bool practice;
    uint8_t again; /* enum again: why there would be another; AGAIN_NOT: not known */
};
struct attempts {
    struct attempts_row *rows;
    size_t n, capacity;
};

/* Presses that what runs has heard, to tell from its time which of them was the response. */
enum { PRESSES_MAX = 16 };
struct press {
    mono_ns t;
    uint8_t kind; /* enum response_kind of its source */
};

/* The examiner's among them, which the bench hears as those of a key. */
struct examiner_press {
    mono_ns t;
    uint8_t hand; /* enum examiner_hand */
};

/* What the simulated participant is played to do, of a stimulus that the examiner marks. */
struct played {
    mono_ns began;  /* it was started then */
    mono_ns marked; /* up to here all is marked */
};

/* Of the bath that a hand is in, since it went in. */
struct bath_drift {
    bool is_in, is_begun, is_told;
    double from_c; /* with is_begun */
};

struct trial_state {
    struct trial_plan plan;
    struct scale_anchors anchors; /* of what it is rated on; its words are the request's */
    struct trial_row row;
    struct channel_ref channels[STIMULUS_CHANNELS_MAX];
    uint8_t n_channels;
    union stimulus_outcome outcome;
    struct stimulus_verdict verdict; /* of it */
    double limit;                    /* the stricter of protocol, lab and instrument */
    double cool_limit;               /* of a limen, the same */
    struct thermal_given given;      /* by a thermode ... */
    bool given_is_worst;             /* ... at most: it was out of sight, or not seen back */
    bool has_warning;                /* it may be given, and the examiner is told ... */
    struct why warning;              /* ... this */
    utc_us onset;
    mono_ns armed_at;
    struct played played;
    struct bath_drift drift;
    stimulus_handle handle;
    bool is_done, is_spoiled;
    bool was_stopped;      /* before it was complete */
    uint8_t cut_end;       /* enum end_reason: how it had ended when the session failed */
    bool has_cut_value;    /* it was complete then, with `verdict.value` */
    mono_ns release_since; /* when RELEASE was called for; 0: it was not */
    mono_ns confirmed; /* when the examiner said that it is off; 0: it was seen, or nobody did */
    bool is_overdue;   /* and the examiner was asked again */
    bool is_off;       /* of a stimulus that is marked: the examiner has marked it */
    bool is_waived;    /* nobody waits any more until the probe is seen off */
    bool is_left;      /* the examiner has left at RELEASE */
    bool is_begun;     /* of a conditioning: it is on, at its level */
    char spoil_reason[REASON_MAX];
    struct press presses[PRESSES_MAX]; /* the first of this attempt */
    struct examiner_press by_examiner[PRESSES_MAX];
    size_t n_presses, n_by_examiner;
};

/* A stimulus that was begun by a trial and runs beside those that follow, until the script ends it. */
enum beside_state { BESIDE_NONE, BESIDE_RUNS, BESIDE_OVER };
struct beside {
    uint8_t state; /* OVER: it has ended by itself, and the script has not asked for it yet */
    struct trial_state trial;
    bool
        is_exchanged; /* `trial` is the one at hand, and the session's this one: while something is written for it */
    int64_t task, block, step; /* of the request that began it */
    mono_ns began, ended;
    bool is_rated;
    double rated; /* is_rated: what was said last */
    mono_ns rated_at;
    double target_low, target_high; /* TARGET: 0 to 10 */
    mono_ns target_since, target_until;
    mono_ns target_told;   /* the rating that its prompt names was said then; 0: it names none */
    bool is_target_waived; /* somebody has decided not to wait for it: session.reason */
    mono_ns deadline;      /* of what a simulated examiner does with it */
};

/* A limit that somebody was told of. */
enum { LIMITS_TOLD_MAX = 16 };
struct limit_told {
    char test[16];
    double limit_c;
};

/* Why an instrument is not there. */
struct trouble {
    enum status status; /* of its port; STATUS_OK: the port is open */
    char sentence[256];
    uint8_t fault; /* enum fault; none since it was ready */
};

/* What has stopped the session. */
struct stop_reason {
    enum stop_cause cause; /* STOP_NONE: an instrument did not come */
    uint8_t fault;         /* enum fault, where an instrument is the cause */
    uint8_t instrument;    /* whose */
    double delay_s;
    bool is_mended; /* no cause is left: every instrument answers, the study takes entries again */
};

/* How far it goes, as it has told. */
struct instrument_reach {
    double low, high; /* both 0: it has not told */
};

/* The instruction that was read last (instructed.c); "": none was, or the protocol has no words for it. */
enum { INSTRUCTED_DIGEST = 17 };
struct instructed {
    char key[64], language[4];
    char digest
        [INSTRUCTED_DIGEST]; /* the first 16 hexadecimal digits of BLAKE2b-256 of its words, UTF-8 */
};

struct session {
    struct session_config config;
    struct session_parts parts;
    char participant[PARTICIPANT_MAX + 1], operator_name[64];
    struct bench *bench;
    struct envelope lab;
    struct dose_ledger ledger;
    /* When the last stimulus at a site of the ledger ended, of those in this process; 0: none. Its
     * rest runs on this clock, which nobody sets; what came from the study rests by UTC. */
    mono_ns ended_at[DOSE_SITES_MAX];

    enum session_state state;
    enum session_state before_stop; /* where to go on when a stop came outside a trial */
    mono_ns now, deadline;
    utc_us utc;

    struct session_key key;
    struct replay replay;
    struct request request;
    int64_t steps; /* requests that were taken */
    struct pending pending;
    struct outbox outbox;
    struct notice_tally notices[NOTICE_KINDS_MAX];
    size_t n_notices;
    uint32_t notices_lost; /* and not yet in the journal */
    mono_ns
        markers_until; /* when the end of the session waits for markers no longer; 0: it does not wait yet */
    bool is_unmarked_told; /* that markers are missing, since the last one that was put out */
    enum lag lag;
    uint64_t begin_ticket;
    enum status store_status; /* of the last failure; STATUS_OK after a re-arm */
    bool
        store_stands; /* the study has not taken something, and nothing that was waited for since */
    struct why store_why;
    struct text answer; /* of the request; given to the script when it is saved */
    bool has_answer;
    bool is_script_asked;   /* its process owes a request */
    bool is_ending;         /* what is being saved is the end */
    bool is_leaving;        /* for now, when it is saved */
    enum status end_result; /* with is_ending or is_leaving */
    struct why end_why;
    struct site_choice sites;
    mono_ns rest_until, rest_whole;
    bool rest_is_before_trial;
    char skip_test[16]; /* the next trial of this test, "*": of any, is skipped */
    int64_t skip_call;  /* when it is asked for in this call, else it is let go; 0: in any */
    struct trial_state trial;
    struct conditioned conditioned;
    struct beside beside;
    int64_t trial_call;      /* in which the last one was asked for */
    mono_ns keep_until;      /* KEEPING */
    stimulus_handle running; /* ordered, and neither refused nor at its end; 0: none */
    struct attempts attempts;

    bool is_ready[INSTRUMENTS_MAX];
    mono_ns ready_since[INSTRUMENTS_MAX]; /* with is_ready */
    struct limit_told limit_told[LIMITS_TOLD_MAX];
    size_t n_limits_told;
    uint32_t
        not_back; /* a bit per instrument that gives something and was not seen back at rest: taking_off.c */
    bool is_off_said; /* of that in the trial at hand */
    uint8_t unproved; /* bit per response source: it was gone and has not been pressed since */
    struct trouble trouble[INSTRUMENTS_MAX];
    /* who answered first in this session, also before it was resumed; "": not known */
    struct instrument_identity first[INSTRUMENTS_MAX];
    struct instrument_reach reach[INSTRUMENTS_MAX];
    bool was_heard[INSTRUMENTS_MAX]; /* since the program was started */
    uint8_t
        checked[INSTRUMENTS_MAX]; /* enum verification_state of what answers, where one is due */
    bool is_introduced[INSTRUMENTS_MAX]; /* the examiner was told who answers */
    struct prompt prompt;
    uint32_t questions; /* that were asked, in earlier sessions, too */
    bool is_prompting;
    char prompt_text[sizeof(struct why) + 256];
    char instruction[64]; /* its key */
    struct instructed instructed;
    struct question question;
    mono_ns question_until; /* MONO_NEVER: it waits */
    mono_ns question_since;
    uint8_t question_held;      /* responses that are down: a press is one that was not */
    bool is_reply_rated;        /* the participant's own */
    char reply[64], played[64]; /* to it, and what the simulated participant would say */
    enum decision decision;
    char reason[REASON_MAX];
    bool stop_told; /* by the bench, and not yet re-armed */
    struct stop_reason stop;
    struct why stop_why; /* without what can be done about it */
    bool skip_after_rearm;
    uint8_t fault, fault_instrument; /* the first since all was well */
    bool has_erred;                  /* it has ended because the script itself errs */
    enum status result;
    struct why why;
};

/* session.c */
void session_go(struct session *session, enum session_state state);
/* The same, and asks what the state asks. */
void session_enter(struct session *session, enum session_state state);
/* What is on the screen was read: from here on trials name it. Journalled with the answer. */
void instructed_note(struct session *session);
void instructed_recall(struct session *session, const struct entry *entry);
void instructed_put(const struct instructed *told, struct message *out);
/* An instruction that was answered before a resume is told, not asked. */
void session_recall_instruction(const struct session *session);
void session_ask(struct session *session, enum prompt_kind kind, const char *text);
/* The question that is being asked, in other words: what was decided, and not yet taken, stands. */
void session_reword(struct session *session, const char *text);
/* PROMPT_WAIT for what is missing now; nothing where just that is being asked. */
void session_ask_to_wait(struct session *session);
enum decision session_take_decision(struct session *session);
/* Over for good, once the record says so. */
void session_close(struct session *session, enum status status, const char *sentence);
/* A simulated session that has no end. */
void session_give_up(struct session *session);
void session_end_early(struct session *session); /* the examiner wants it */
/* The same, once what is pending is saved. */
void session_leave_saved(struct session *session, enum status status, const char *sentence);
/* The examiner has decided it: the record says so before it is over. */
void session_leave(struct session *session);
void session_leave_for(struct session *session, enum status status, const char *sentence);
void session_order(struct session *session, const struct order *order);

/* words.c */
const char *session_name_of(const struct session *session, uint8_t instrument); /* in sentences */
const char *session_words(const struct session *session, enum text_id id);
/* With the placeholders filled in; `out->text`. */
const char *session_fill(const struct session *session, struct why *out, enum text_id id,
                         const struct text_value *values, size_t n);
/* To the examiner. */
void session_notice(struct session *session, const char *sentence);
void session_tell(struct session *session, enum text_id id, const struct text_value *values,
                  size_t n);
/* session_fail() with these words. */
void session_fail_for(struct session *session, enum status status, enum text_id id);
void session_no_memory(struct session *session);

/* failing.c */
/* Over for now: it can be resumed. At once when nothing runs, else when that has come to its end. */
void session_fail(struct session *session, enum status status, const char *sentence);
/* The same in the language of the session. */
void session_fail_why(struct session *session, enum status status, const struct why *why);
bool step_failing(struct session *session);
/* Nobody has seen that the stimulus of the trial at hand is off. */
void tell_not_off(struct session *session);
bool step_keeping(struct session *session);
/* What was measured is saved, or could not be: over. */
void failing_kept(struct session *session);
/* Takes REPORT_DONE and REPORT_REFUSED: what was ordered runs no longer. */
void running_ended(struct session *session, const struct report *report);

/* begin.c: the first entry, or the one that says that it goes on */
enum status session_begin(struct session *session, struct why *why);

/* bench_record.c: the bench as the record knows it */
void bench_describe(const struct bench_spec *spec, struct message *out);
const char *bench_response_word(enum response_kind kind);
/* Is it the one that the resumed session began with? STATUS_DEPARTED, with what differs. */
enum status bench_check(const struct session *session, struct why *why);

/* exposure.c: what the sites of this participant have had in the last 24 hours */
enum status exposure_load(struct session *session, struct why *why);
/* For how long a thermode may have held what it was driven to when nobody was there any more: until now where nothing ends that
 * (driver.holds_on, of the thermode of this bench), else 0. `started`: not before; 0: nobody knows. */
mono_ns exposure_held(const struct session *session, utc_us started);
/* A stimulus at a site that is in the ledger has ended now. */
void exposure_ended(struct session *session, const char *site, const char *side);
/* Until the rest that holds is over at this site; 0: it is. */
mono_ns exposure_rest_left(struct session *session, const char *site, const char *side);

/* contact.c: whether the thermode touches, as far as the lag of its ramp can tell */
void contact_tell(struct session *session);
void contact_put(const struct session *session, struct message *out);

/* taking_off.c: whether the thermode, or the cuff, is to be taken off the skin */
void taking_off_armed(struct session *session);
void taking_off_lost(struct session *session, uint8_t instrument);
void taking_off_ended(struct session *session);
void taking_off_said(struct session *session);
/* The session fails, and has waited for long enough. */
void taking_off_overdue(struct session *session);
/* While a trial runs: its end is not waited for any longer once it is off and lost. */
void taking_off_waive(struct session *session);

/* limit_told.c: that the trial at hand ends before the limit that was asked for, and whose limit that is; once for each */
void limit_tell(struct session *session);

/* identity.c */
/* A thermode that answers, whose check is due and does not hold, and nobody has said why it is to be used all the same.
 * STATUS_INVALID. */
enum status identity_allowed(const struct session *session, uint8_t instrument, struct why *why);

/* pressure_site.c: what may press on sites; of the trial at hand, whose channels are known */
/* The strictest of protocol, lab and instrument. */
double pressure_limit(const struct session *session);
/* Whatever the day has brought. */
enum status pressure_possible(const struct session *session, struct why *why);
/* STATUS_STOPPED: nothing is wrong with it, but its site has had its share of the day. */
enum status pressure_left(const struct session *session, struct why *why);
/* Sets the channels: the cuff to test with, and what is rated on. */
enum status cuff_bind(struct session *session, struct why *why);
/* kPa/s: the rate of the plan as the cuff can be told it; never above it. */
double cuff_rate_kept(const struct session *session);
/* STATUS_RANGE: the cuff keeps a rate that is off by more than `tolerance` (a share), or way and `hold` together are longer than it
 * can be told at once. */
enum status cuff_check_drive(const struct session *session, mono_ns hold, double tolerance,
                             struct why *why);
/* pressure_possible(), room above `least_kpa`, where it is known to press (else `no_room`, with the limit and that), pressure_left(). */
enum status cuff_possible(const struct session *session, double least_kpa,
                          const struct reason *no_room, struct why *why);
/* What is about to come, for a simulated participant: nobody presses by hand. */
void cuff_cue(const struct session *session, struct sim_cue *cue);
/* Whether it was seen to vent, and how long that took from the end on. */
void cuff_put_release(bool at_baseline, mono_ns baseline_ns, mono_ns end_ns, struct message *out);
/* Levels that lab or instrument do not allow become what they do. Of these, and of those that the verb has lowered to a limit of its
 * own, the record says so, the script hears it, and the examiner is told. */
void cuff_cap(struct session *session);
/* A reading beyond this is a stop: what its machine bears beyond the limit of the trial, and never more than the lab. */
double cuff_most_kpa(const struct session *session, double tolerance_kpa);

/* thermal_site.c: what thermodes may do to sites, and have done */
/* What lab and instrument let it go to; before the instrument has answered, the lab alone. */
struct instrument_reach thermal_reach(const struct session *session, struct channel_ref channel);
/* The trial at hand, whose channels are known. STATUS_STOPPED: nothing is wrong with it, but its site has had its share of
 * the day. Sets the warning. */
enum status thermal_allowed(struct session *session, struct why *why);
/* The same of cold by hand. */
enum status immersion_allowed(const struct session *session, struct why *why);
/* What the bench may let it give. */
struct thermal_allowance thermal_left(const struct session *session);
struct thermal_given thermal_plan_worst(const struct trial_plan *plan, mono_ns held);
/* The trial at hand is over: into the ledger, and for its entry. */
void thermal_count(struct session *session, const struct report *done);
/* `is_worst`: it says what it may have been at most. */
void thermal_put_given(const struct thermal_given *given, bool is_worst, struct message *out);
struct thermal_given thermal_given_of(const struct study_exposure *row);

/* identity.c: is it the instrument that answered first in this session? */
bool identity_recall(struct session *session, const struct entry *entry); /* false: unreadable */
void identity_take(struct session *session, const struct report *report);
/* As fault_text(), for one that was never heard, too: it cannot have stopped answering. */
const char *fault_words(const struct session *session, uint8_t instrument, uint8_t fault);

/* journal.c: entries */
struct text *pending_add(struct session *session, const char *kind);
/* A `note` among it. False: no memory, and the session has failed over that. */
bool pending_note(struct session *session, const struct message *payload);
bool pending_note_what(struct session *session, const char *what);
/* Saves what is pending, if anything is, then goes to `next`. */
void pending_save(struct session *session, enum session_state next);
void pending_submit(struct session *session);
/* An entry that nothing waits for. A failure raises the stop line; it is kept and sent again. */
void session_journal(struct session *session, const char *kind, const struct message *payload);
void session_journal_on(struct session *session, uint32_t topic, const char *kind,
                        const struct message *payload);
bool outbox_init(struct outbox *outbox);
void outbox_fini(struct outbox *outbox);
/* What has failed is to be sent again. */
void outbox_retry(struct session *session);
void outbox_send(struct session *session);
void outbox_ack(struct session *session, const struct store_ack *ack);
bool outbox_has(const struct session *session, uint32_t topic);
void answer_ok(struct session *session, const struct message *value);
void answer_nothing(struct session *session);
void answer_error(struct session *session, const char *sentence);

/* saving.c: what the store says */
void ack_take(struct session *session, const struct store_ack *ack);
/* To where the transaction leads, unless the bench has stopped meanwhile. */
void saved_go_on(struct session *session);
bool step_failed(struct session *session);
/* Is the store behind? After a second the examiner is told, after five all is stopped. */
void store_watch(struct session *session);

/* notices.c: what instruments and responses have to tell */
void notice_take(struct session *session, const struct report *report);
/* A trial starts: says so where a response is held. */
void notice_held(struct session *session);
/* `n` of them had no room on their way here. */
void notices_are_lost(struct session *session, uint32_t n);
/* What was counted is written down: all, or what has no entry that waits for the store. */
void notices_flush(struct session *session, bool all);

/* replay.c */
enum status replay_load(struct session *session, struct why *why);
void replay_free(struct replay *replay);
/* Is the request what was recorded? Sets `*answer` (NULL: it is to be done). STATUS_DEPARTED. */
enum status replay_match(struct session *session, const char *request, const char **answer,
                         struct why *why);
enum status sources_check(const struct session *session, struct why *why);

/* reports.c */
void reports_take(struct session *session);

/* stopping.c */
void stop_take(struct session *session, const struct report *report);
/* Goes to STOPPED, and on from `before` after the re-arm. */
void stop_enter(struct session *session, enum session_state before);
void stop_ask(struct session *session);
/* The same question, as it stands now. */
void stop_reword(struct session *session);
/* What has stopped the session. */
enum status stop_describe(const struct session *session, struct why *why);
/* Which instrument has not come and why, as far as it is known. */
enum status stop_describe_missing(const struct session *session, struct why *why);
bool step_stopped(struct session *session);
bool step_rearming(struct session *session);
/* The rest of this test is skipped: the script hears it. */
void session_skip(struct session *session);
/* The same, as somebody has decided now, at a trial that is known. */
void trial_skip(struct session *session);
/* What runs is no longer waited for to be seen off. */
void trial_waive(struct session *session);
void skip_note(struct session *session, const char *test, const char *site, const char *side);

/* mending.c */
/* What could be a cause of the stop has gone, or has come. */
void stop_weigh(struct session *session);

/* verbs.c: what a request means */
void request_take(struct session *session, const char *text, size_t size);
void site_skip(struct session *session);
bool step_instruct(struct session *session);
bool step_site(struct session *session);
void sites_rest_again(struct session *session);
/* What is left of the rest of STATE_REST. */
void rest_tell(const struct session *session);
/* The rest of the verb: from now on, and told. */
void rest_for(struct session *session, mono_ns rest);
bool step_rest(struct session *session);

/* trial_request.c, trial.c */
const struct stimulus_kind *trial_kind(const struct session *session);
/* Of the trial at hand, by enum stimulus_touch. */
enum text_id trial_words(const struct session *session, const enum text_id words[TOUCH_CUFF + 1]);
void trial_request(struct session *session);
/* It cannot be done now: withheld where that is the day's dose, else put off. */
void trial_refuse_start(struct session *session, enum status status, struct why *why);
void trial_clear(struct session *session); /* nothing of an attempt is left */
/* PROMPT_ARM, or no trial where bench or day are in the way. */
void trial_ask_arm(struct session *session);
/* Without it no stimulus starts: it measures, or the participant answers with its button. */
bool trial_needs(const struct session *session, uint8_t instrument);
/* All that it needs are ready, what was gone has been pressed once, and a response is free to end it. */
bool trial_can_start(const struct session *session);
/* Of one that is rated: somebody rates more than nothing while nothing is done. */
bool trial_is_rated_already(const struct session *session);
bool step_arm(struct session *session);
bool step_ready(struct session *session);
bool step_running(struct session *session);
bool step_review(struct session *session);
void trial_started(struct session *session, const struct report *report);
void trial_refused(struct session *session, const struct report *report);
void trial_phase(struct session *session, const struct report *report);
void trial_done(struct session *session, const struct report *report);
/* Its outcome is there, whatever state the session is in. */
void trial_take_outcome(struct session *session, const struct report *report);
/* What phases say of letting go. */
void trial_take_phase(struct session *session, const struct report *report);
/* Takes a press in REPORT_RESPONSE that was heard. */
void trial_pressed(struct session *session, const struct report *report);
void trial_repeat(struct session *session);
/* ARM, or REST until the site has rested. */
enum session_state trial_when_rested(struct session *session);
/* An attempt of it is saved, complete and the script has not heard of it. */
bool trial_has_result(const struct session *session);
/* The outcome is there and not yet on its way to the study. */
bool trial_is_unsaved(const struct session *session);
/* What is known of the attempt at which the session fails: what was measured, never a value. To be saved. */
void trial_cut(struct session *session);
/* As it has ended: nothing of it is lost. */
void trial_put(struct session *session);
void trial_put_answer(const struct session *session, struct message *value);
void trial_answer(struct session *session);

/* Whose channel the trial at hand has first, where the bench has one; ROLE_COUNT: it is by hand. */
enum role trial_role(const struct session *session);

/* scale_anchors.c: in that language, else in English, else in any; "" where there is none */
const char *words_in(enum language language, const struct message *texts);
/* Of a request; its words are those of `args`. STATUS_INVALID: a script's own mistake. */
enum status scale_anchors_read(const struct message *args, struct scale_anchors *anchors,
                               struct why *why);

/* question.c: what the script asks the examiner */
void verb_question(struct session *session);
/* It is asked now: its time begins. */
void question_begin(struct session *session);
bool step_question(struct session *session);
/* Of PROMPT_QUESTION. */
void question_describe(struct session *session, struct prompt *prompt);

/* result.c: what the script has found out, as a row of the tables */
void verb_result(struct session *session);

/* From the start of a stimulus that the examiner marks until a simulated one has it on. */
#define PLAYED_ON_AFTER MONO_SEC

/* played.c: a simulated examiner marks what a simulated participant does */
/* Does what is due in the running stimulus; when something will be. */
mono_ns played_turn(struct session *session);
struct sim_cue trial_cue(const struct session *session);

#endif
