using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Costs;

public sealed class PlannedPeakTests
{
    [Theory]
    [Trait("Ledger", "S161"), Trait("Ledger", "S347")]
    [InlineData("resnet50", 1_806_336)]
    [InlineData("vgg16", 6_422_528)]
    public void Fused_and_in_place_the_peak_is_the_lower_bound(string name, long elements)
    {
        CostReport report = CostCounter.Count(Networks.Create(name));
        Assert.Equal((elements, elements), (report.PeakActivationElements, report.LowerBoundElements));
    }

    [Fact]
    [Trait("Ledger", "S161")]
    public void ResNet50_has_the_published_resources()
    {
        CostReport report = CostCounter.Count(Networks.Create("resnet50"));
        Assert.Equal(102_228_128, report.WeightBytes);
        Assert.Equal(143_916_960, report.Units * 4);
        Assert.Equal(7_225_344, report.PeakActivationBytes);
        Assert.Equal(1_806_336, CostCounter.Count(Networks.Create("resnet50"), 1, 1).PeakActivationBytes);
        Assert.InRange(report.Layers.Where(layer => layer.Op == "Conv2d").Sum(layer => layer.ActivationBytes), 42_200_000, 42_600_000);
        Assert.InRange(report.Layers.Sum(layer => layer.Arithmetic.Multiplications), 3_868_000_000, 3_869_500_000);
    }

    [Fact]
    [Trait("Ledger", "S347")]
    public void No_two_buffers_that_live_together_overlap_in_any_network()
    {
        foreach (string name in Networks.Names)
        {
            ActivationPlan plan = ActivationPlanner.Plan(Networks.Create(name));
            Assert.InRange(plan.PeakElements, plan.LowerBoundElements, plan.LowerBoundElements * 11 / 10);
            for (int i = 0; i < plan.Buffers.Count; i++)
            {
                PlannedBuffer a = plan.Buffers[i];
                Assert.True(a.Offset + a.Lifetime.Size <= plan.PeakElements, name);
                Assert.DoesNotContain(plan.Buffers.Skip(i + 1), b => a.Lifetime.Overlaps(b.Lifetime)
                    && a.Offset < b.Offset + b.Lifetime.Size && b.Offset < a.Offset + a.Lifetime.Size);
            }
        }
    }

    [Fact]
    public void What_is_read_later_is_not_overwritten()
    {
        Graph net = Graph.Create([4, 4, 2], x =>
        {
            GraphBuilder first = x.Conv2d(2, 3);
            return first.Relu().Add(first);
        });
        Assert.Equal(2 * 32, ActivationPlanner.Plan(net).PeakElements);
        Assert.Equal(3, ActivationPlanner.Plan(net).Buffers.Count);

        Graph viewed = Graph.Create([4, 4, 2], x =>
        {
            GraphBuilder first = x.Conv2d(2, 3);
            GraphBuilder view = first.Flatten();
            return first.Relu().Flatten().Add(view);
        });
        Assert.Equal(3, ActivationPlanner.Plan(viewed).Buffers.Count);
    }
}
