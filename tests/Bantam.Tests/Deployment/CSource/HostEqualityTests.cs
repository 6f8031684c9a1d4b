using System.Runtime.InteropServices;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Deployment;

/// <summary>Generated C, compiled with every warning as an error, against the host runtime: byte for byte.</summary>
public sealed class HostEqualityTests
{
    private const int Samples = 40;

    public static TheoryData<string, RoundingProfile> Networks
    {
        get
        {
            TheoryData<string, RoundingProfile> rows = [];
            foreach (string name in SampleNetworks.Names)
            {
                foreach (RoundingProfile rounding in Enum.GetValues<RoundingProfile>())
                {
                    rows.Add(name, rounding);
                }
            }

            foreach (int seed in Enumerable.Range(1, 9))
            {
                rows.Add($"random{seed}", (RoundingProfile)(seed % 3));
            }

            return rows;
        }
    }

    [Theory]
    [Trait("Ledger", "S342")]
    [MemberData(nameof(Networks))]
    public void C_gives_the_bytes_of_the_runtime_and_every_step_those_of_its_trace(string name, RoundingProfile rounding)
    {
        RequiredTools.SkipWithoutHostCompiler();
        Plan plan = SampleNetworks.PlanOf(name, rounding);
        sbyte[] codes = SampleNetworks.Codes(plan.Input.Bytes, Samples);
        using HostProgram program = HostProgram.Build(CWriter.Write(plan), Toolchain.Installed, TestContext.Current.CancellationToken);
        Assert.Equal(SampleNetworks.RunOnHost(plan, codes), program.Run(codes, cancellation: TestContext.Current.CancellationToken));
        if (rounding == RoundingProfile.Tflm)
        {
            CompareSteps(plan, program, codes);
        }
    }

    [Fact]
    public void The_networks_together_use_every_kind_of_step()
    {
        // MoveStep and MultiplyStep are those of StepEqualityTests; the others run on the host alone.
        string[] elsewhere =
        [
            nameof(MoveStep), nameof(MultiplyStep), nameof(ExtremeStep), nameof(LeakyReluStep), nameof(LogisticStep), nameof(LstmStep), nameof(MatMulStep),
            nameof(RequantizeStep), nameof(ResizeStep), nameof(SvdfStep), nameof(TransposedConvolutionStep), nameof(WideSoftmaxStep),
        ];
        HashSet<Type> used = [.. SampleNetworks.Names.SelectMany(name => SampleNetworks.PlanOf(name).Steps).Select(step => step.GetType())];
        IEnumerable<Type> all = typeof(PlanStep).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(PlanStep)) && !type.IsAbstract);
        Assert.Empty(all.Except(used).Select(type => type.Name).Except(elsewhere));
    }

    private static void CompareSteps(Plan plan, HostProgram program, sbyte[] codes)
    {
        PlanRuntime runtime = new(plan);
        List<(int Sample, int Step, sbyte[] Data)> expected = [];
        for (int sample = 0; sample < 4; sample++)
        {
            int number = sample;
            runtime.Run(codes.AsSpan(sample * plan.Input.Bytes, plan.Input.Bytes), (step, output) => expected.Add((number, step, MemoryMarshal.Cast<byte, sbyte>(output).ToArray())));
        }

        IReadOnlyList<TraceStep> trace = program.Trace(codes.AsSpan(0, 4 * plan.Input.Bytes), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(expected.Select(step => (step.Sample, step.Step)), trace.Select(step => (step.Sample, step.Step)));
        Assert.All(expected.Zip(trace), pair => Assert.Equal(pair.First.Data, pair.Second.Data));
    }
}
