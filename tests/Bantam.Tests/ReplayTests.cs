using System.Text.Json.Nodes;
using Bantam.Deployment;
using Bantam.Tests.Cli;
using Bantam.Tests.Deployment;

namespace Bantam.Tests;

public sealed class ReplayTests : IDisposable
{
    private static readonly ReplayOptions s_withoutTools = new() { Toolchain = new Toolchain([]) };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_a_fit_reported_is_proved_again()
    {
        string path = Fitted();
        ReplayReport replay = Replay.Of(path, s_withoutTools);

        Assert.Equal(0, replay.CountOf(ReplayVerdict.Failed));
        Assert.Equal(
            ["the C code computes the same bytes on this machine", "the C code computes the same bytes on cortex-m4"],
            replay.Claims.Where(claim => claim.Verdict == ReplayVerdict.Unproved).Select(claim => claim.What));
        Assert.All(
            ["model hash", "MACs", "rmse as deployed", "model.c is what the model compiles to", "PostTrainingQuantization: bytes", "PostTrainingQuantization: the deployed model follows from the trained one"],
            what => Assert.Equal(ReplayVerdict.Proved, replay.Claims.Single(claim => claim.What == what).Verdict));
    }

    [Fact]
    public void The_code_is_proved_again_where_there_is_a_compiler()
    {
        RequiredTools.SkipWithoutHostCompiler();
        ReplayReport replay = Replay.Of(Fitted());

        ReplayClaim proof = replay.Claims.Single(claim => claim.What == "the C code computes the same bytes on this machine");
        Assert.Equal((ReplayVerdict.Proved, "0 mismatches"), (proof.Verdict, proof.Reported));
    }

    [Theory]
    [InlineData("macs", "MACs")]
    [InlineData("parameters", "parameters")]
    public void A_report_that_says_more_than_is_true_is_found_out(string field, string what)
    {
        string path = Fitted();
        Change(path, report => report[field] = 7);
        CommandRun run = CommandRun.Here("replay", path, "--json");

        Assert.Equal(1, run.ExitCode);
        JsonNode document = JsonNode.Parse(run.Output)!;
        Assert.Equal(("bantam.replay/1", 1), ((string)document["schema"]!, (int)document["failed"]!));
        JsonNode claim = document["claims"]!.AsArray().Single(claim => (string)claim!["verdict"]! == "failed")!;
        Assert.Equal((what, "7"), ((string)claim["what"]!, (string)claim["reported"]!));
    }

    [Fact]
    public void Without_the_data_only_what_needs_none_is_proved()
    {
        string path = Fitted();
        Change(path, report => report["data"] = "gone");
        ReplayReport replay = Replay.Of(path, s_withoutTools);

        Assert.Equal(0, replay.CountOf(ReplayVerdict.Failed));
        Assert.Contains(replay.Claims, claim => claim is { What: "rmse as deployed", Verdict: ReplayVerdict.Unproved } && claim.Reason!.Contains("gone", StringComparison.Ordinal));
        Assert.Contains(replay.Claims, claim => claim is { What: "model hash", Verdict: ReplayVerdict.Proved });
    }

    [Fact]
    public void A_device_of_ones_own_leaves_its_code_unproved()
    {
        string path = Fitted();
        Change(path, report => report["device"] = "my-board");

        Assert.Equal(ReplayVerdict.Unproved, Replay.Of(path, s_withoutTools).Claims.Single(claim => claim.What == "model.c is what the model compiles to").Verdict);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"schema\":\"bantam.bench/1\"}")]
    public void Text_that_is_no_report_is_refused(string text)
    {
        string path = _folder.PathOf("report.json");
        File.WriteAllText(path, text);
        Assert.Throws<InvalidDataException>(() => Replay.Of(path));
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        Assert.Throws<FileNotFoundException>(() => Replay.Of(_folder.PathOf("report.json")));
        string path = Fitted();
        File.Delete(_folder.PathOf("trained.bantam"));
        Assert.Contains("trained.bantam", Assert.ThrowsAny<IOException>(() => Replay.Of(path)).Message, StringComparison.Ordinal);
    }

    private string Fitted()
    {
        FitReport report = Fit.Run(new FitOptions
        {
            Data = "sine",
            Network = "tiny-mlp",
            Epochs = 2,
            OutputFolder = _folder.Path,
            Toolchain = new Toolchain([]),
        });
        string path = _folder.PathOf("report.json");
        File.WriteAllText(path, report.ToJson());
        return path;
    }

    private static void Change(string path, Action<JsonObject> change)
    {
        JsonObject report = (JsonObject)JsonNode.Parse(File.ReadAllText(path))!;
        change(report);
        File.WriteAllText(path, report.ToJsonString());
    }
}
