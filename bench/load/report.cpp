#include <initializer_list>

#include "load.h"

void Load::report(double secs, double cpu, double own, double sys, double ticks) const {
    const double msgs = double(messages_), rss0 = double(rssBefore_), rss1 = double(probe_.rssKb());
    const std::string unit = o_.mode == Mode::Broadcast ? "deliveries" : o_.mode == Mode::Connect ? "connects" : "msgs";
    auto text = [&](const std::string &name, const std::string &value, const char *quote) {
        if (o_.json) printf("%s\"%s\":%s%s%s", name == "mode" ? "{" : ",", name.c_str(), quote, value.c_str(), quote);
        else printf("%-18s %s\n", name.c_str(), value.c_str());
    };
    struct Number { std::string name; double value; int digits; };
    auto numbers = [&](std::initializer_list<Number> list) {
        for (const Number &n : list) {
            char buf[64];
            snprintf(buf, sizeof buf, "%.*f", n.digits, n.value);
            text(n.name, buf, "");
        }
    };
    uint64_t unanswered = 0;
    for (const Conn &c : conns_) unanswered += c.sent - std::min(c.sent, c.received);
    text("mode", o_.modeName, "\""), text("revision", o_.revisionName, "\"");
    text("label", o_.label, "\""), text("type", o_.binary ? "binary" : "text", "\"");
    numbers({{"conns", double(o_.conns), 0}, {"active", double(o_.active), 0}, {"depth", double(o_.depth), 0}, {"rate", o_.rate, 0},
             {"size", double(o_.size), 0}, {"secs", secs, 3}, {unit, msgs, 0}, {unit + "_per_s", msgs / secs, 1},
             {"p50_us", latency_.quantileUs(0.5), 1}, {"p99_us", latency_.quantileUs(0.99), 1}, {"p999_us", latency_.quantileUs(0.999), 1},
             {"max_us", latency_.maxUs(), 1}, {"unanswered", double(unanswered), 0}, {"checked", double(checked_), 0},
             {"compressed", double(compressed_), 0}, {"errors", double(errors_), 0}, {"open_s", openSecs_, 3}, {"client_cpu", own / secs, 3}});
    if (probe_.active())
        numbers({{"server_cpu", cpu / secs, 3}, {"server_sys_share", ticks > 0 ? sys / ticks : 0, 3},
                 {"cpu_us_per_msg", msgs > 0 ? cpu * 1e6 / msgs : 0, 4}, {"rss_before_kb", rss0, 0},
                 {"rss_after_kb", rss1, 0}, {"rss_per_conn_kb", (rss1 - rss0) / o_.conns, 3}});
    if (o_.json) printf("}\n");
    if (errors_) fprintf(stderr, "wsload: %llu errors, first: %s\n", (unsigned long long)errors_, firstError_.c_str());
}
