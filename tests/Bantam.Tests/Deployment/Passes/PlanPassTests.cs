using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Deployment;

/// <summary>Every pass on every sample network, as it is and with planted constants: the same bytes on a hundred inputs.</summary>
public sealed class PlanPassTests
{
    private const int Inputs = 100;

    public static TheoryData<string> Networks { get; } = [.. SampleNetworks.Names, .. Enumerable.Range(1, 20).Select(seed => $"random{seed}"), "separable"];

    [Theory, MemberData(nameof(Networks))]
    [Trait("Ledger", "S169")]
    public void Outputs_stay_the_same_bytes_under_each_pass_and_under_all(string network)
    {
        foreach (RoundingProfile rounding in Enum.GetValues<RoundingProfile>())
        {
            Plan planted = PlantedNetworks.PlanOf(network, rounding);
            foreach (PlanPass pass in PlanPasses.All)
            {
                Assert.Equal(PassSafety.Exact, pass.Safety);
                PlanChange change = pass.Apply(planted);
                Assert.Equal(pass.Name, change.Pass);
                Assert.Equal(change.HasChanged, !ReferenceEquals(planted, change.Plan));
                AssertSameBytes(planted, change.Plan);
            }

            AssertSameBytes(planted, PlanPasses.Apply(planted)[^1].Plan);
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void A_plan_that_passed_has_nothing_left_to_do(string network)
    {
        Plan once = PlanPasses.Apply(PlantedNetworks.PlanOf(network))[^1].Plan;
        Assert.All(PlanPasses.Apply(once), change => Assert.True(change.Pass == nameof(FoldConstantChannels) || !change.HasChanged, change.Description));
    }

    [Fact]
    public void Constant_channels_take_their_work_and_their_weights_with_them()
    {
        Plan plan = PlantedNetworks.PlanOf("separable");
        PlanChange folded = new FoldConstantChannels().Apply(plan);
        Assert.True(folded.HasChanged);
        Assert.InRange(folded.Plan.Macs, 1, plan.Macs * 2 / 3);
        Assert.InRange(folded.Plan.WeightBytes, 1, plan.WeightBytes * 2 / 3);
        Assert.InRange(folded.Plan.ArenaBytes, 1, plan.ArenaBytes - 1);
        Assert.Contains("channels are constant or unread", folded.Description, StringComparison.Ordinal);
    }

    private static void AssertSameBytes(Plan expected, Plan actual)
    {
        sbyte[] codes = SampleNetworks.Codes(expected.Input.Bytes, Inputs);
        Assert.Equal(SampleNetworks.RunOnHost(expected, codes), SampleNetworks.RunOnHost(actual, codes));
        Assert.Equal(expected.Output.Parameters, actual.Output.Parameters);
        Assert.Equal(expected.Output.Shape, actual.Output.Shape);
    }
}
