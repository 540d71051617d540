/* The same tables played by a straightforward C program: what a compiled language makes of this design.
 *
 * Reads the packed tables (written by native.py), plays random games, prints their number, nanoseconds and a checksum of all results.
 * It mirrors wargame/kernel function by function; see there for what the tables mean.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef __BMI2__
#include <immintrin.h>
#endif

typedef int64_t i64;
typedef uint64_t u64;
typedef int16_t cell;
#ifndef TABLE
#define TABLE int16_t /* what the tables hold: int16_t, or int32_t for large numbers */
#endif
typedef TABLE entry;

/* Tables, fields of records and slots of a state by their names in kernel/tables.py and kernel/state.py; native.py writes it. */
#include "tables.h"

static entry *ints;
static u64 *words, *masks, *spins, *keys;
#define T(name) (ints + ints[name])

static const u64 STEP = 0x9E3779B97F4A7C15u;
static u64 mix(u64 w) {
    w = (w ^ (w >> 30)) * 0xBF58476D1CE4E5B9u;
    w = (w ^ (w >> 27)) * 0x94D049BB133111EBu;
    return w ^ (w >> 31);
}
static u64 keyed(u64 key, u64 number) { return mix(key + (number + 1) * STEP); }
static u64 roll(u64 key, u64 ply, u64 rule) { return mix(mix(key ^ rule) + ply * STEP); }
static i64 share(u64 bits, i64 total) { return (i64)(((unsigned __int128)bits * (u64)total) >> 64); }
/* Bits whose lowest 1 is the n-th of `bits`. */
static u64 from_nth(u64 bits, i64 nth) {
#ifdef __BMI2__
    return _pdep_u64(1ull << nth, bits);
#else
    while (nth--) bits &= bits - 1;
    return bits;
#endif
}
static i64 clamped(i64 v, i64 low, i64 high) {
    v = v < low ? low : v;
    return v > high ? high : v;
}

static i64 product(cell *s, entry *t) { return t[TERMS_FACTOR] * s[t[TERMS_SLOT]]; }
static i64 head(cell *s, entry *h) { return product(s, h + HEADS_FIRST) + product(s, h + HEADS_SECOND) + product(s, h + HEADS_THIRD); }
static i64 terms(cell *s, entry *span) {
    i64 value = 0;
    for (i64 k = span[SPANS_START]; k < span[SPANS_STOP]; k++) value += product(s, T(TERMS) + TERMS_WIDTH * k);
    return value;
}
static int holds(cell *s, i64 guard) {
    if (!guard) return 1;
    entry *g = T(GUARDS) + GUARDS_WIDTH * guard, *next = g + GUARDS_WIDTH;
    for (entry *r = T(RANGES) + RANGES_WIDTH * g[GUARDS_RANGES], *end = T(RANGES) + RANGES_WIDTH * next[GUARDS_RANGES]; r < end; r += RANGES_WIDTH)
        if (s[r[RANGES_SLOT]] < r[RANGES_LOW] || s[r[RANGES_SLOT]] > r[RANGES_HIGH]) return 0;
    for (entry *t = T(TESTS) + TESTS_WIDTH * g[GUARDS_TESTS], *end = T(TESTS) + TESTS_WIDTH * next[GUARDS_TESTS]; t < end; t += TESTS_WIDTH) {
        i64 v = t[TESTS_CONSTANT] + terms(s, t + TESTS_TERMS), operator = t[TESTS_OPERATOR];
        if (operator == AT_LEAST ? v < 0 : (v == 0) != (operator == EQUAL)) return 0;
    }
    return 1;
}
static i64 total(cell *s, i64 which) {
    i64 value = 0;
    for (entry *u = T(SUMMANDS) + SUMMANDS_WIDTH * T(SUMS)[which], *end = T(SUMMANDS) + SUMMANDS_WIDTH * T(SUMS)[which + 1]; u < end; u += SUMMANDS_WIDTH)
        if (holds(s, u[SUMMANDS_GUARD])) value += u[SUMMANDS_CONSTANT] + head(s, u + SUMMANDS_HEAD) + terms(s, u + SUMMANDS_TERMS);
    return value;
}
static i64 amount(cell *s, entry *a) {
    i64 value = a[AMOUNTS_CONSTANT] + head(s, a + AMOUNTS_HEAD);
    return a[AMOUNTS_SUM] >= 0 ? value + total(s, a[AMOUNTS_SUM]) : value;
}
static void refresh(cell *s, entry *span) {
    for (i64 each = span[SPANS_START]; each < span[SPANS_STOP]; each++) {
        i64 d = T(REFRESH)[each];
        entry *r = T(DERIVED) + DERIVED_WIDTH * d;
        s[T(SIZES)[SIZES_FIRST_DERIVED] + d] = clamped(total(s, r[DERIVED_SUM]), r[DERIVED_LOW], r[DERIVED_HIGH]);
    }
}
static i64 place(cell *s, entry *p) {
    return p[PLACES_WORD] + s[p[PLACES_SLOT]] + p[PLACES_SECOND_STRIDE] * s[p[PLACES_SECOND_SLOT]] + p[PLACES_THIRD_STRIDE] * s[p[PLACES_THIRD_SLOT]];
}
static int within(cell *s, entry *r) { return (r[RANGES_LOW] <= s[r[RANGES_SLOT]]) & (s[r[RANGES_SLOT]] <= r[RANGES_HIGH]); }

static void apply(cell *s, entry *b) {
    entry *adds = b + BODIES_ADDS, *steps = b + BODIES_STEPS;
    for (entry *a = T(ADDS) + ADDS_WIDTH * BLOCK * adds[SPANS_START], *end = T(ADDS) + ADDS_WIDTH * BLOCK * adds[SPANS_STOP]; a < end; a += ADDS_WIDTH)
        s[a[ADDS_SLOT]] = clamped(s[a[ADDS_SLOT]] + a[ADDS_AMOUNT], a[ADDS_LOW], a[ADDS_HIGH]);
    for (i64 step = steps[SPANS_START]; step < steps[SPANS_STOP];) {
        entry *t = T(STEPS) + STEPS_WIDTH * step;
        refresh(s, t + STEPS_REFRESH);
        if (!holds(s, t[STEPS_GUARD])) { step += t[STEPS_SPAN]; continue; }
        i64 v = amount(s, t + STEPS_AMOUNT), slot = t[STEPS_SLOT], now = s[slot], operator = t[STEPS_OPERATOR];
        v = operator == ADD ? now + v : operator == RAISE ? (v > now ? v : now) : operator == LOWER ? (v < now ? v : now) : v;
        s[slot] = clamped(v, t[STEPS_LOW], t[STEPS_HIGH]);
        step++;
    }
}
static void open_moment(cell *s, int moment) {
    s[MOMENT] = moment;
    s[CURSOR] = T(MOMENTS)[MOMENT_COUNT * (s[PHASE] - 1) + moment];
    s[STAGE] = EVENTS;
}
static i64 last_event(cell *s) { return T(MOMENTS)[MOMENT_COUNT * (s[PHASE] - 1) + s[MOMENT] + 1]; }
static void to_decide(cell *s, int moved) {
    s[MOVED] = moved;
    s[TURN] = (s[FIRST] + s[ROUND] + 1 + moved) & 1;
    s[STAGE] = DECIDE;
}
static void finish(cell *s) {
    for (i64 e = 0; e < T(SIZES)[SIZES_ENDINGS]; e++) {
        entry *t = T(ENDINGS) + ENDINGS_WIDTH * e;
        refresh(s, t + ENDINGS_REFRESH);
        if (holds(s, t[ENDINGS_GUARD])) { s[ENDING] = e + 1; s[ENDING_CLASS] = t[ENDINGS_CLASS_]; break; }
    }
    s[STAGE] = OVER;
}
static void next_moment(cell *s) {
    switch (s[MOMENT]) {
    case AFTER_PLY: {
        int moved = s[MOVED] + 1 - s[AGAIN];
        s[AGAIN] = 0;
        if (s[PENDING] != NOTHING_ENDS || moved >= SEATS) open_moment(s, AFTER_ROUND); else to_decide(s, moved);
        break; }
    case AFTER_ROUND:
        s[CLOCK]--; s[ROUND]++;
        if (s[CLOCK] <= 0 || s[PENDING] == PHASE_ENDS) open_moment(s, AFTER_PHASE);
        else { s[PENDING] = NOTHING_ENDS; to_decide(s, 0); }
        break;
    case AFTER_PHASE: {
        s[PENDING] = s[END_ROUND] = s[END_PHASE] = 0;
        int phase = s[NEXT_PHASE];
        if (!phase) { open_moment(s, FINAL); break; }
        s[PHASE] = phase; s[CLOCK] = T(PHASES)[PHASES_WIDTH * phase + PHASES_ROUNDS]; s[NEXT_PHASE] = T(PHASES)[PHASES_WIDTH * phase + PHASES_NEXT];
        to_decide(s, 0);
        break; }
    case SETUP: to_decide(s, 0); break;
    default: finish(s);
    }
}
static void after_rule(cell *s) {
    if (s[END_GAME]) { finish(s); return; }
    s[STAGE] = EVENTS;
    if (s[END_ROUND] || s[END_PHASE]) {
        int ends = s[END_PHASE] ? PHASE_ENDS : ROUND_ENDS;
        if (ends > s[PENDING]) s[PENDING] = ends;
        s[END_ROUND] = s[END_PHASE] = 0;
        if (s[RULE] >= T(SIZES)[SIZES_MOVES]) s[CURSOR] = last_event(s);
    }
}
static void start_rule(cell *s, i64 rule) {
    entry *r = T(RULES) + RULES_WIDTH * rule;
    s[RULE] = rule;
    apply(s, r + RULES_BODY);
    if (r[RULES_OUTCOMES + SPANS_START] < r[RULES_OUTCOMES + SPANS_STOP]) s[STAGE] = CHANCE; else after_rule(s);
}
static void next_event(cell *s) {
    i64 cursor = s[CURSOR], last = last_event(s);
    while (cursor < last) {
        i64 rule = T(MOMENT_RULES)[cursor++];
        entry *r = T(RULES) + RULES_WIDTH * rule;
        if (!(within(s, r + RULES_FIRST_RANGE) & within(s, r + RULES_SECOND_RANGE))) continue;
        if (r[RULES_GUARD]) { refresh(s, r + RULES_REFRESH); if (!holds(s, r[RULES_GUARD])) continue; }
        s[CURSOR] = cursor;
        start_rule(s, rule);
        return;
    }
    s[CURSOR] = cursor;
    next_moment(s);
}
static int settle(cell *s, u64 key) {
    int nodes = 0;
    i64 weights[64];
    for (;;) {
        if (s[STAGE] == EVENTS) next_event(s);
        else if (s[STAGE] == CHANCE) {
            entry *r = T(RULES) + RULES_WIDTH * s[RULE];
            u64 bits = roll(key, s[PLY], keys[s[RULE]]);
            i64 outcome = r[RULES_OUTCOMES + SPANS_START], last = r[RULES_OUTCOMES + SPANS_STOP];
            i64 possible = 0;
            if (r[RULES_WHEEL + WHEELS_EXISTS]) {
                u64 wheel = spins[place(s, r + RULES_WHEEL + WHEELS_PLACE)];
                possible = wheel & ((1 << WHEEL_BITS) - 1);
                i64 drawn = share(bits, possible);
                outcome += (drawn >= (i64)(wheel >> WHEEL_BITS & ((1 << WHEEL_BITS) - 1))) + (drawn >= (i64)(wheel >> 2 * WHEEL_BITS & ((1 << WHEEL_BITS) - 1))) +
                           (drawn >= (i64)(wheel >> 3 * WHEEL_BITS));
            } else {
                i64 whole = 0; int k = 0;
                refresh(s, r + RULES_WEIGHT_REFRESH);
                for (i64 o = outcome; o < last; o++, k++) {
                    entry *out = T(OUTCOMES) + OUTCOMES_WIDTH * o;
                    i64 w = amount(s, out + OUTCOMES_WEIGHT);
                    if (w < 0 || !holds(s, out[OUTCOMES_GUARD])) w = 0;
                    weights[k] = w; whole += w; possible += w > 0;
                }
                i64 left = share(bits, whole);
                for (k = 0; left >= weights[k]; k++) left -= weights[k];
                outcome += k;
            }
            if (!possible) { s[FAULT] = NO_OUTCOME; s[STAGE] = OVER; return nodes; }
            nodes += possible > 1;
            apply(s, T(OUTCOMES) + OUTCOMES_WIDTH * outcome + OUTCOMES_BODY);
            after_rule(s);
        } else return nodes;
    }
}
typedef struct { u64 first, second; } moveset;
static u64 open_bits(cell *s, i64 plan) {
    entry *p = T(PLANS) + PLANS_WIDTH * plan, *next = p + PLANS_WIDTH;
    u64 bits = ~0ull;
    for (entry *r = T(ROWS) + PLACES_WIDTH * p[PLANS_ROWS], *end = T(ROWS) + PLACES_WIDTH * next[PLANS_ROWS]; r < end; r += PLACES_WIDTH) bits &= masks[place(s, r)];
    for (entry *c = T(CHECKS) + CHECKS_WIDTH * p[PLANS_CHECKS], *end = T(CHECKS) + CHECKS_WIDTH * next[PLANS_CHECKS]; c < end; c += CHECKS_WIDTH)
        if (bits & masks[c[CHECKS_MASK]]) {
            refresh(s, c + CHECKS_REFRESH);
            if (!holds(s, c[CHECKS_GUARD])) bits &= ~masks[c[CHECKS_MASK]];
        }
    return bits;
}
static moveset legal(cell *s, i64 plan) {
    i64 beyond = T(PLANS)[PLANS_WIDTH * plan + PLANS_BEYOND];
    u64 second = beyond ? open_bits(s, beyond) : 0;
    return (moveset){open_bits(s, plan), second};
}
static i64 nth(moveset m, i64 number) {
    i64 within = __builtin_popcountll(m.first);
    if (number < within) return __builtin_ctzll(from_nth(m.first, number));
    return WORD_MOVES + __builtin_ctzll(from_nth(m.second, number - within));
}
static i64 score(cell *s, int seat) {
    entry *e = T(ENDINGS) + ENDINGS_WIDTH * (s[ENDING] - 1);
    i64 value = 0;
    if (e[ENDINGS_IS_FIXED]) return e[ENDINGS_SCORES + seat];
    for (entry *t = T(TALLIES) + TALLIES_WIDTH * T(SCORES)[seat], *end = T(TALLIES) + TALLIES_WIDTH * T(SCORES)[seat + 1]; t < end; t += TALLIES_WIDTH) {
        refresh(s, t + TALLIES_GUARD_REFRESH);
        if (holds(s, t[TALLIES_GUARD])) { refresh(s, t + TALLIES_SUM_REFRESH); value += total(s, t[TALLIES_SUM]); }
    }
    return clamped(value, 0, 100);
}
static void *load(const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f) { perror(path); exit(1); }
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    void *data = malloc(size);
    if (fread(data, 1, size, f) != (size_t)size) exit(1);
    fclose(f);
    return data;
}
int main(int count, char **arguments) {
    if (count != 5) { fprintf(stderr, "usage: playout INTS WORDS SEED GAMES\n"); return 2; }
    ints = load(arguments[1]);
    words = load(arguments[2]);
    masks = words + words[0];
    spins = words + words[1];
    keys = words + words[2];
    u64 run_seed = strtoull(arguments[3], 0, 10), sum = 0;
    i64 games = atoll(arguments[4]), decisions = 0, chance = 0;
    cell state[512];
    struct timespec a, b;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
    for (i64 game = 0; game < games; game++) {
        u64 seed = keyed(keyed(mix(run_seed), 3), game), base = mix(seed);
        for (i64 k = 0; k < T(SIZES)[SIZES_SLOTS]; k++) state[k] = T(START)[k];
        open_moment(state, SETUP);
        int nodes = settle(state, keyed(base, 1));
        u64 key = keyed(base, 2), seats[2] = {keyed(base, 4), keyed(base, 5)};
        while (state[STAGE] == DECIDE) {
            int plan = SEATS * (state[PHASE] - 1) + state[TURN];
            moveset open = legal(state, plan);
            int count = __builtin_popcountll(open.first) + __builtin_popcountll(open.second);
            if (!count || state[PLY] >= T(SIZES)[SIZES_PLY_LIMIT]) { state[FAULT] = count ? TOO_LONG : NO_MOVE; break; }
            i64 number = share(roll(seats[state[TURN]], state[PLY], 0x5851F42D4C957F2Du), count);
            i64 move = T(PLAN_MOVES)[T(PLANS)[PLANS_WIDTH * plan + PLANS_MOVES] + nth(open, number)];
            state[PLY]++;
            open_moment(state, AFTER_PLY);
            start_rule(state, move);
            nodes += settle(state, key);
        }
        decisions += state[PLY];
        chance += nodes;
        sum = mix(sum ^ (u64)(state[ENDING] - 1) ^ (u64)score(state, 0) << 8 ^ (u64)score(state, 1) << 16 ^ (u64)state[PLY] << 24 ^ (u64)nodes << 32);
    }
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);
    double ns = (b.tv_sec - a.tv_sec) * 1e9 + (b.tv_nsec - a.tv_nsec);
    printf("{\"games\": %lld, \"decisions\": %lld, \"chance_nodes\": %lld, \"ns\": %.0f, \"checksum\": \"%llu\"}\n", (long long)games,
           (long long)decisions, (long long)chance, ns, (unsigned long long)sum);
    return 0;
}
