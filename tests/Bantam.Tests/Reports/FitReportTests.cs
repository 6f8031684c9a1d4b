using System.Globalization;
using System.Text.Json;

namespace Bantam.Tests.Reports;

public sealed class FitReportTests
{
    [Fact]
    public void Json_has_every_field_in_its_order()
    {
        using JsonDocument json = JsonDocument.Parse(SampleReport.Lenet().ToJson());
        string[] expected =
        [
            "schema", "data", "network", "device", "seed", "metric", "accuracy", "macs", "macsAfterFolding", "parameters", "flashBytes", "ramBytes",
            "memoryIsMeasured", "budget", "fits", "meetsFloor", "dataSummary", "layers", "epochs", "steps", "advice", "memory", "verify", "files", "seconds",
            "environment", "modelHash", "command",
        ];
        Assert.Equal(expected, Names(json.RootElement));
        Assert.Equal("accuracy", json.RootElement.GetProperty("metric").GetString());
        Assert.Equal("bantam.fit/1", json.RootElement.GetProperty("schema").GetString());
        Assert.Equal(["float", "deployed", "samples", "floor"], Names(json.RootElement.GetProperty("accuracy")));
        Assert.Equal(
            ["name", "op", "output", "parameters", "macs", "activationBytes", "weightBytes"], Names(json.RootElement.GetProperty("layers")[0]));
        Assert.Equal(["epoch", "loss", "metric", "imagesPerSecond"], Names(json.RootElement.GetProperty("epochs")[0]));
        Assert.Equal(
            ["name", "safety", "accuracyBefore", "accuracyAfter", "bytesBefore", "bytesAfter", "note"],
            Names(json.RootElement.GetProperty("steps")[0]));
        Assert.Equal(["rule", "severity", "layer", "evidence", "suggestion"], Names(json.RootElement.GetProperty("advice")[0]));
        Assert.Equal("warning", json.RootElement.GetProperty("advice")[0].GetProperty("severity").GetString());
        Assert.Equal(["arenaBytes", "lowerBoundBytes", "buffers", "planSteps"], Names(json.RootElement.GetProperty("memory")));
    }

    [Fact]
    public void Json_of_proofs_starts_with_what_was_decided()
    {
        using JsonDocument json = JsonDocument.Parse(SampleReport.Missed().ToJson());
        JsonElement host = json.RootElement.GetProperty("verify").GetProperty("host");
        Assert.Equal(["status", "samples", "mismatches", "firstDifference"], Names(host));
        Assert.Equal("differs", host.GetProperty("status").GetString());
        Assert.Equal(["sample", "layer", "index", "expected", "actual"], Names(host.GetProperty("firstDifference")));
        JsonElement emulator = json.RootElement.GetProperty("verify").GetProperty("emulator");
        string[] expected =
        [
            "target", "status", "samples", "mismatches", "instructionsPerInference", "stackBytes", "flashBytes", "codeBytes",
            "constBytes", "ramBytes",
        ];
        Assert.Equal(expected, Names(emulator));
    }

    [Fact]
    public void What_could_not_be_proved_says_why_and_leaves_out_what_was_not_measured()
    {
        using JsonDocument json = JsonDocument.Parse(SampleReport.Unproved().ToJson());
        JsonElement emulator = json.RootElement.GetProperty("verify").GetProperty("emulator");
        Assert.Equal(["target", "status", "reason", "install", "samples", "mismatches"], Names(emulator));
        Assert.Equal("unproved", emulator.GetProperty("status").GetString());
    }

    [Fact]
    public void Steps_name_their_safety_in_small_letters_or_not_at_all()
    {
        using JsonDocument json = JsonDocument.Parse(SampleReport.Lenet().ToJson());
        JsonElement steps = json.RootElement.GetProperty("steps");
        Assert.Equal("safe", steps[0].GetProperty("safety").GetString());
        Assert.Equal("unsafe", steps[1].GetProperty("safety").GetString());
        Assert.False(steps[2].TryGetProperty("safety", out _));
    }

    [Fact]
    public void Compact_json_is_one_line_and_both_forms_say_the_same()
    {
        FitReport report = SampleReport.Lenet();
        Assert.DoesNotContain('\n', report.ToJson());
        Assert.Contains("\n  \"data\": \"mnist\",\n", report.ToJson(indented: true), StringComparison.Ordinal);
        Assert.DoesNotContain('\r', report.ToJson(indented: true));
        using JsonDocument compact = JsonDocument.Parse(report.ToJson());
        using JsonDocument indented = JsonDocument.Parse(report.ToJson(indented: true));
        Assert.True(JsonElement.DeepEquals(compact.RootElement, indented.RootElement));
    }

    [Fact]
    public void Hostile_names_survive_the_round_trip_and_cannot_close_a_script()
    {
        string name = "\"},\u0000</script><!--\u2028\r\n\\";
        string json = (SampleReport.Lenet() with { Network = name }).ToJson();
        Assert.DoesNotContain("</script>", json, StringComparison.Ordinal);
        using JsonDocument parsed = JsonDocument.Parse(json);
        Assert.Equal(name, parsed.RootElement.GetProperty("network").GetString());
    }

    [Fact]
    public void Numbers_do_not_follow_the_culture()
    {
        string expected = SampleReport.Lenet().ToJson();
        Assert.Equal(expected, UnderCommaCulture.Run(() => SampleReport.Lenet().ToJson()));
        Assert.Contains("\"seconds\":108.4", expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_number_that_is_not_finite_is_refused_by_name(double value)
    {
        FitReport report = SampleReport.Lenet() with { Epochs = [new FitEpoch(1, value, 0.5, 1)] };
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => report.ToJson());
        Assert.Contains("Epochs.Loss", error.Message, StringComparison.Ordinal);
        Assert.Contains(value.ToString(CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
    }

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(p => p.Name)];
}
