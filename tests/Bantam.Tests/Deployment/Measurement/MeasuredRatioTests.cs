using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Deployment;

public sealed class MeasuredRatioTests
{
    private readonly FakeClock _clock = new();

    [Fact]
    [Trait("Ledger", "S357")]
    public async Task A_network_against_itself_has_an_interval_around_1()
    {
        RandomStream noise = new(1, "noise");
        MeasuredNetwork network = FakeNetwork.Doing(() => _clock.Work(2 + noise.NextDouble()));
        InterleavedResult result = await new Measurer(null, _clock).CompareAsync(network, network, MeasurementScope.Kernel, TestContext.Current.CancellationToken);

        Assert.InRange(1.0, result.Ratio.Low, result.Ratio.High);
        Assert.InRange(result.Ratio.Ratio, result.Ratio.Low, result.Ratio.High);
        Assert.InRange(result.Ratio.High - result.Ratio.Low, 0.001, 0.1);
        Assert.True(result.Ratio.IsInterleaved);
    }

    [Fact]
    [Trait("Ledger", "S357")]
    public async Task Runs_take_turns_and_so_does_the_first_of_each_round()
    {
        List<char> order = [];
        MeasuredNetwork Noting(char name, double milliseconds) => FakeNetwork.Doing(() =>
        {
            order.Add(name);
            _clock.Work(milliseconds);
        });

        InterleavedResult result = await new Measurer(null, _clock).CompareAsync(Noting('a', 2), Noting('b', 3), MeasurementScope.Kernel, TestContext.Current.CancellationToken);

        Assert.Equal("abbaabba", new string([.. order.Skip(100).Take(8)]));
        Assert.Equal(1100, order.Count);
        Assert.Equal((1.5, 1.5, 1.5), (result.Ratio.Ratio, result.Ratio.Low, result.Ratio.High));
        Assert.Equal("1.50x (measured)", SpeedClaim.Of(result.Ratio).ToString());
    }

    [Fact]
    [Trait("Ledger", "S357")]
    public void What_slows_both_does_not_move_the_ratio_of_pairs()
    {
        RandomStream noise = new(2, "noise");
        double[] machine = [.. Enumerable.Range(0, 500).Select(i => 1 + (i / 100.0))];
        double[] first = [.. machine.Select(slow => slow * (1 + (0.01 * noise.NextDouble())))];
        double[] second = [.. machine.Select(slow => slow * 1.2 * (1 + (0.01 * noise.NextDouble())))];

        MeasuredRatio pairs = MeasuredRatio.OfPairs(first, second);
        MeasuredRatio separate = MeasuredRatio.OfSeparate(first, second);

        Assert.InRange(1.2, pairs.Low, pairs.High);
        Assert.True(pairs.High - pairs.Low < (separate.High - separate.Low) / 5, $"{pairs} and {separate}");
    }

    [Fact]
    public void Intervals_hold_the_truth_about_as_often_as_they_say()
    {
        int held = 0;
        for (ulong seed = 0; seed < 40; seed++)
        {
            RandomStream noise = new(seed, "coverage");
            MeasuredRatio ratio = MeasuredRatio.OfSeparate(Times(noise, 200), Times(noise, 200));
            held += ratio.Low <= 1 && ratio.High >= 1 ? 1 : 0;
        }

        Assert.InRange(held, 34, 40);
    }

    [Fact]
    public void The_same_times_give_the_same_interval()
    {
        double[] first = Times(new RandomStream(3, "same"), 50);
        double[] second = Times(new RandomStream(4, "same"), 60);
        Assert.Equal(MeasuredRatio.OfSeparate(first, second), MeasuredRatio.OfSeparate(first, second));
    }

    [Fact]
    public void Times_that_are_none_are_refused()
    {
        Assert.Throws<ArgumentException>(() => MeasuredRatio.OfPairs([1, 2], [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => MeasuredRatio.OfSeparate([1], [1, 2]));
        Assert.Throws<ArgumentException>(() => MeasuredRatio.OfSeparate([1, 0], [1, 2]));
        Assert.Throws<ArgumentException>(() => MeasuredRatio.OfSeparate([1, 2], [1, double.NaN]));
    }

    [Fact]
    [Trait("Ledger", "S354")]
    public async Task Different_workloads_are_not_compared()
    {
        MeasuredNetwork network = FakeNetwork.Doing(() => _clock.Work(1));
        MeasuredNetwork larger = network with { Workload = network.Workload with { InputShape = [8, 8, 1] } };

        Assert.NotEqual(network.Workload.Hash, larger.Workload.Hash);
        ArgumentException refusal = await Assert.ThrowsAsync<ArgumentException>(() =>
            new Measurer(null, _clock).CompareAsync(network, larger, MeasurementScope.Kernel, TestContext.Current.CancellationToken));
        Assert.Contains("input shape (4x4x1 and 8x8x1)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Ledger", "S354")]
    public void The_hash_is_of_model_shape_type_and_batch_but_not_of_the_name()
    {
        Workload workload = FakeNetwork.Workload;

        Assert.Equal(workload.Hash, (workload with { Name = "other" }).Hash);
        Workload[] others =
        [
            workload with { ModelHash = "f" }, workload with { InputShape = [4, 4] }, workload with { Element = ElementType.Float32 }, workload with { Batch = 1 },
        ];
        Assert.Equal(5, others.Append(workload).Select(other => other.Hash).Distinct().Count());
        Assert.All(others, other => Assert.Throws<ArgumentException>(() => workload.RequireSame(other)));
    }

    [Fact]
    [Trait("Ledger", "S354")]
    public void Speed_from_counted_operations_is_called_modelled()
    {
        SpeedClaim claim = SpeedClaim.OfMacs(1_000_000, 2_000_000);

        Assert.Equal(ClaimBasis.Modelled, claim.Basis);
        Assert.Equal("2.00x (modelled)", claim.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => SpeedClaim.OfMacs(0, 1));
    }

    [Fact]
    [Trait("Ledger", "S354")]
    public async Task Packing_and_unfinished_work_cannot_be_left_out_of_the_end_to_end_time()
    {
        MeasuredNetwork network = FakeNetwork.Doing(() => { }) with
        {
            Convert = () => _clock.Work(2),
            Infer = async () =>
            {
                await Task.Yield();
                _clock.Work(3);
            },
        };
        Measurement result = await new Measurer(null, _clock).MeasureAsync(network, MeasurementScope.EndToEnd, TestContext.Current.CancellationToken);
        Assert.Equal(5, result.P50Milliseconds);
    }

    private static double[] Times(RandomStream noise, int count)
    {
        double[] times = new double[count];
        foreach (ref double time in times.AsSpan())
        {
            time = 1 + (0.1 * Math.Abs(noise.NextNormal()));
        }

        return times;
    }
}
