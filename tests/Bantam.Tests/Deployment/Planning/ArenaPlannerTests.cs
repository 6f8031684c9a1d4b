using Bantam.Deployment;
using Bantam.Model;
using CsCheck;

namespace Bantam.Tests.Deployment;

public sealed class ArenaPlannerTests
{
    private static readonly Gen<BufferLifetime> Lifetime =
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 5], Gen.Int[1, 400], (first, length, bytes) => new BufferLifetime(first, first + length, bytes));

    [Fact]
    public void Any_buffers_are_placed_without_overlap_at_multiples_of_four() =>
        Lifetime.Array[0, 14].Sample(
            lifetimes =>
            {
                Plan plan = Arranged(lifetimes);
                ArenaCheck.Validate(plan.Buffers);
                Assert.All(plan.Buffers, buffer => Assert.Equal(0, buffer.Offset % 4));
                Assert.Equal(0, plan.ArenaBytes % 4);
                Assert.True(plan.ArenaBytes >= plan.LowerBoundBytes);
                Assert.All(plan.Buffers, buffer => Assert.InRange(buffer.Offset + buffer.Bytes, 0, plan.ArenaBytes));
            },
            iter: 400);

    [Fact]
    public void The_lower_bound_is_the_most_that_lives_at_one_step() =>
        Lifetime.Array[1, 10].Sample(
            lifetimes => Enumerable.Range(0, 20).Max(step => lifetimes.Where(l => l.FirstStep <= step && step <= l.LastStep).Sum(l => (l.Size + 3) / 4 * 4)) == Arranged(lifetimes).LowerBoundBytes,
            iter: 200);

    [Fact]
    public void Small_arenas_are_nearly_always_as_small_as_the_best_order_of_placement()
    {
        int best = 0;
        const int cases = 150;
        RandomStream random = new(1, "lifetimes");
        for (int i = 0; i < cases; i++)
        {
            BufferLifetime[] lifetimes = new BufferLifetime[6];
            for (int k = 0; k < lifetimes.Length; k++)
            {
                int first = random.NextInt32(8);
                lifetimes[k] = new BufferLifetime(first, first + random.NextInt32(4), 4 * (1 + random.NextInt32(60)));
            }

            best += Arranged(lifetimes).ArenaBytes == SmallestOfAllOrders(lifetimes) ? 1 : 0;
        }

        Assert.InRange(best, cases * 97 / 100, cases);
    }

    [Fact]
    public void The_same_buffers_get_the_same_places()
    {
        RandomStream random = new(2, "lifetimes");
        BufferLifetime[] lifetimes = [.. Enumerable.Range(0, 30).Select(_ => random.NextInt32(20)).Select(first => new BufferLifetime(first, first + random.NextInt32(6), 1 + random.NextInt32(300)))];
        Assert.Equal(Arranged(lifetimes).Buffers, Arranged(lifetimes).Buffers);
    }

    [Fact]
    public void Networks_of_the_zoo_reach_the_lower_bound()
    {
        foreach (string name in SampleNetworks.Names)
        {
            Plan plan = SampleNetworks.PlanOf(name);
            Assert.Equal(plan.LowerBoundBytes, plan.ArenaBytes);
        }
    }

    [Fact]
    public void The_caller_owns_input_and_output() =>
        Assert.All(SampleNetworks.PlanOf("residual").Buffers, buffer => Assert.Equal(
            buffer.Place == BufferPlace.Arena,
            buffer.FirstStep >= 0 && buffer.LastStep < SampleNetworks.PlanOf("residual").StepNames.Count));

    [Fact]
    public void A_planted_overlap_is_found_and_its_buffers_are_named()
    {
        PlanBuffer[] buffers = [Buffer("first", new(0, 2, 16)), Buffer("second", new(2, 3, 8)) with { Offset = 12 }];
        InvalidOperationException overlap = Assert.Throws<InvalidOperationException>(() => ArenaCheck.Validate(buffers));
        Assert.Contains("'first'", overlap.Message, StringComparison.Ordinal);
        Assert.Contains("'second'", overlap.Message, StringComparison.Ordinal);
        ArenaCheck.Validate([buffers[0], buffers[1] with { Offset = 16 }]);
        ArenaCheck.Validate([buffers[0], buffers[1] with { FirstStep = 3 }]);
        ArenaCheck.Validate([buffers[0], buffers[1] with { Place = BufferPlace.Output }]);
    }

    private static Plan Arranged(BufferLifetime[] lifetimes)
    {
        PlanBuffer[] buffers = [.. lifetimes.Select((lifetime, i) => Buffer($"b{i}", lifetime))];
        return ArenaPlanner.Arrange(new Plan(RoundingProfile.Tflm, buffers, [], [], []));
    }

    private static PlanBuffer Buffer(string name, BufferLifetime lifetime) => new()
    {
        Name = name,
        Shape = [lifetime.Size],
        Parameters = QuantizationParameters.PerTensor(1, 0),
        Place = BufferPlace.Arena,
        FirstStep = lifetime.FirstStep,
        LastStep = lifetime.LastStep,
    };

    private static long SmallestOfAllOrders(BufferLifetime[] lifetimes)
    {
        long smallest = long.MaxValue;
        long[] offsets = new long[lifetimes.Length];
        Permute([.. Enumerable.Range(0, lifetimes.Length)], 0, order => smallest = Math.Min(smallest, ArenaLayout.Place(lifetimes, order, offsets)));
        return smallest;
    }

    private static void Permute(int[] order, int from, Action<int[]> visit)
    {
        if (from == order.Length)
        {
            visit(order);
        }

        for (int i = from; i < order.Length; i++)
        {
            (order[from], order[i]) = (order[i], order[from]);
            Permute(order, from + 1, visit);
            (order[from], order[i]) = (order[i], order[from]);
        }
    }
}
