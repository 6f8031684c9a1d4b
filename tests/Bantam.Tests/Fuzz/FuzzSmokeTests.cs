using Bantam.Fuzz;

namespace Bantam.Tests.Fuzz;

public sealed class FuzzSmokeTests
{
    private const int Inputs = 300;

    public static TheoryData<string> Targets { get; } = [.. FuzzTargets.All.Select(target => target.Name)];

    /// <summary>The first inputs of a run; <c>eng/fuzz</c> goes on for as long as one likes.</summary>
    [Theory]
    [MemberData(nameof(Targets))]
    public void Damaged_files_are_refused_without_waste(string name)
    {
        FuzzRun run = new(FuzzTargets.All.Single(target => target.Name == name), seed: 1, corpus: []);
        for (int i = 0; i < Inputs; i++)
        {
            run.Step();
        }

        Assert.True(run.Answers > 1, "No damage drew an answer.");
        Assert.True(run.Findings.Count == 0, string.Join('\n', run.Findings.Select(finding => $"{finding.Kind}: {finding.Message}\n{Convert.ToBase64String(finding.Input)}")));
    }

    [Fact]
    public void The_same_seed_damages_in_the_same_way()
    {
        FuzzTarget target = FuzzTargets.All[0];
        Assert.Equal(Damaged(target, 3), Damaged(target, 3));
        Assert.NotEqual(Damaged(target, 3), Damaged(target, 4));
    }

    [Fact]
    public void A_broken_promise_is_found()
    {
        FuzzTarget careless = new()
        {
            Name = "careless",
            Parse = bytes => _ = new byte[bytes.Length > 2 && bytes[0] == 0xFF ? 1 << 24 : bytes[2]],
            Seeds = () => [[1, 2, 3, 4]],
            AllocationPerByte = 1,
        };
        FuzzRun run = new(careless, seed: 1, corpus: []);
        for (int i = 0; i < 20_000; i++)
        {
            run.Step();
        }

        Assert.Equal(["IndexOutOfRangeException", "allocation"], run.Findings.Select(finding => finding.Kind).Order(StringComparer.Ordinal));
    }

    private static string[] Damaged(FuzzTarget target, ulong seed)
    {
        List<string> inputs = [];
        FuzzRun run = new(target, seed, corpus: []) { BeforeEach = input => inputs.Add(Convert.ToBase64String(input)) };
        for (int i = 0; i < 50; i++)
        {
            run.Step();
        }

        return [.. inputs];
    }
}
