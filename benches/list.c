/* What a client can do at best: lists the failed jobs of a queue, one line each, as fast as C, hiredis and zlib go.
 *
 *     list SOCKET QUEUE error|plain
 *
 * A line is ID, description, enqueued_at, ended_at and, with `error`, the last line of the latest traceback, which
 * has to be decoded for it. The requests of a chunk are on their way before the replies of the one before are read. */

#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { CHUNK = 500, LARGEST = 1 << 20, LONGEST_LINE = 200 };

static redisContext *redis;
static const char *queue;
static int with_error;
static signed char digits[256];

static void die(const char *what) {
    fprintf(stderr, "list: %s\n", what);
    exit(1);
}

static redisReply *receive(void) {
    redisReply *reply;
    if (redisGetReply(redis, (void **)&reply) != REDIS_OK) die("the server went away");
    if (reply->type == REDIS_REPLY_ERROR) die(reply->str);
    return reply;
}

static void send_all(void) {
    int done = 0;
    while (!done)
        if (redisBufferWrite(redis, &done) != REDIS_OK) die("the server went away");
}

static void ask_for_ids(long offset) {
    redisAppendCommand(redis, "ZRANGE rq:failed:%s %ld %ld", queue, offset, offset + CHUNK - 1);
}

static void ask_for_jobs(const redisReply *ids) {
    for (size_t i = 0; i < ids->elements; i++) {
        const char *id = ids->element[i]->str;
        redisAppendCommand(redis, "HMGET rq:job:%s description enqueued_at ended_at", id);
        if (with_error) redisAppendCommand(redis, "XREVRANGE rq:results:%s + - COUNT 1", id);
    }
}

static size_t from_base64(const char *text, size_t length, unsigned char *out) {
    size_t size = 0;
    unsigned bits = 0;
    int have = 0;
    for (size_t i = 0; i < length && size < LARGEST; i++) {
        int digit = digits[(unsigned char)text[i]];
        if (digit < 0) continue;
        bits = bits << 6 | (unsigned)digit;
        have += 6;
        if (have >= 8) {
            have -= 8;
            out[size++] = (unsigned char)(bits >> have);
        }
    }
    return size;
}

static void print_last_line(const char *stored, size_t length) {
    static unsigned char packed[LARGEST], text[LARGEST];
    static z_stream stream;
    static int ready;
    if (!ready) {
        if (inflateInit(&stream) != Z_OK) die("zlib");
        ready = 1;
    } else {
        inflateReset(&stream);
    }
    stream.next_in = packed;
    stream.avail_in = (uInt)from_base64(stored, length, packed);
    stream.next_out = text;
    stream.avail_out = sizeof text;
    inflate(&stream, Z_FINISH);
    size_t end = sizeof text - stream.avail_out;
    while (end && text[end - 1] == '\n') end--;
    size_t begin = end;
    while (begin && text[begin - 1] != '\n') begin--;
    if (end - begin > LONGEST_LINE) end = begin + LONGEST_LINE;
    fwrite(text + begin, 1, end - begin, stdout);
}

static void print_error(const redisReply *results) {
    if (!results->elements) return;
    const redisReply *fields = results->element[0]->element[1];
    for (size_t i = 0; i + 1 < fields->elements; i += 2)
        if (!strcmp(fields->element[i]->str, "exc_string"))
            print_last_line(fields->element[i + 1]->str, fields->element[i + 1]->len);
}

static void print_jobs(const redisReply *ids) {
    for (size_t i = 0; i < ids->elements; i++) {
        fwrite(ids->element[i]->str, 1, ids->element[i]->len, stdout);
        redisReply *job = receive();
        for (size_t j = 0; j < job->elements; j++) {
            putchar('\t');
            if (job->element[j]->type == REDIS_REPLY_STRING)
                fwrite(job->element[j]->str, 1, job->element[j]->len, stdout);
        }
        freeReplyObject(job);
        if (with_error) {
            redisReply *results = receive();
            putchar('\t');
            print_error(results);
            freeReplyObject(results);
        }
        putchar('\n');
    }
}

int main(int count, char **words) {
    if (count != 4) die("list SOCKET QUEUE error|plain");
    const char *alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    memset(digits, -1, sizeof digits);
    for (int i = 0; i < 64; i++) digits[(unsigned char)alphabet[i]] = (signed char)i;
    redis = redisConnectUnix(words[1]);
    if (!redis || redis->err) die("cannot connect");
    queue = words[2];
    with_error = !strcmp(words[3], "error");
    static char buffer[1 << 20];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);

    long offset = 0;
    ask_for_ids(offset);
    redisReply *ids = receive();
    ask_for_ids(offset += CHUNK);
    ask_for_jobs(ids);
    while (ids->elements) {
        redisReply *next = receive();
        if (next->elements) {
            ask_for_ids(offset += CHUNK);
            ask_for_jobs(next);
            send_all();
        }
        print_jobs(ids);
        freeReplyObject(ids);
        ids = next;
    }
    return fflush(stdout) ? 1 : 0;
}
