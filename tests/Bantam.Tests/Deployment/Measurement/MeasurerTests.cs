using Bantam.Deployment;

namespace Bantam.Tests.Deployment;

public sealed class MeasurerTests
{
    private readonly FakeClock _clock = new();

    [Fact]
    [Trait("Ledger", "S353")]
    public async Task The_standard_protocol_warms_up_50_times_and_measures_500_times()
    {
        int runs = 0;
        Measurement result = await MeasureAsync(FakeNetwork.Doing(() =>
        {
            runs++;
            _clock.Work(runs <= 50 ? 1000 : 2);
        }));

        Assert.Equal(550, runs);
        Assert.Equal((50, 500, 500), (result.Protocol.WarmUp, result.Protocol.Iterations, result.Milliseconds.Count));
        Assert.All(result.Milliseconds, time => Assert.Equal(2, time));
        Assert.Equal((2, 2, 0), (result.P50Milliseconds, result.P90Milliseconds, result.StdMilliseconds));
        Assert.Equal(1000, result.SamplesPerSecond);
    }

    [Theory]
    [Trait("Ledger", "S353")]
    [InlineData(19, 500)]
    [InlineData(101, 500)]
    [InlineData(50, 199)]
    [InlineData(50, 1001)]
    public async Task Numbers_outside_the_ranges_are_refused_unless_forced(int warmUp, int iterations)
    {
        MeasurementProtocol protocol = new() { WarmUp = warmUp, Iterations = iterations };
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => new Measurer(protocol));
        Assert.Contains("or force it", refusal.Message, StringComparison.Ordinal);

        int runs = 0;
        await new Measurer(protocol with { IsForced = true }, _clock).MeasureAsync(Counting(() => runs++), MeasurementScope.Kernel, Cancellation);
        Assert.Equal(warmUp + iterations, runs);
    }

    [Theory]
    [InlineData(20, 200)]
    [InlineData(100, 1000)]
    public void The_ends_of_the_ranges_are_allowed(int warmUp, int iterations) => new MeasurementProtocol { WarmUp = warmUp, Iterations = iterations }.Validate();

    [Fact]
    public void Force_has_its_limits()
    {
        Assert.Throws<ArgumentException>(new MeasurementProtocol { Iterations = 1, IsForced = true }.Validate);
        Assert.Throws<ArgumentException>(new MeasurementProtocol { WarmUp = -1, IsForced = true }.Validate);
        Assert.Throws<ArgumentException>(new MeasurementProtocol { LeastSeconds = double.NaN }.Validate);
    }

    [Fact]
    [Trait("Ledger", "S353")]
    public async Task Variability_is_stated()
    {
        int runs = 0;
        Measurement result = await MeasureAsync(FakeNetwork.Doing(() => _clock.Work(1 + (runs++ % 10))));

        Assert.Equal((5.5, 9.1), (result.P50Milliseconds, Math.Round(result.P90Milliseconds, 12)));
        Assert.Equal(5.5, result.MeanMilliseconds, 1e-12);
        Assert.Equal(Math.Sqrt(8.25 * 500 / 499), result.StdMilliseconds, 1e-12);
        Assert.Equal((5, 9), NearestRank(result));
    }

    [Fact]
    [Trait("Ledger", "S353")]
    public async Task Work_that_goes_on_elsewhere_is_waited_for_before_the_clock_stops()
    {
        MeasuredNetwork network = FakeNetwork.Doing(() => { }) with
        {
            Infer = async () =>
            {
                await Task.Yield();
                _clock.Work(3);
            },
        };
        Assert.All((await MeasureAsync(network)).Milliseconds, time => Assert.Equal(3, time));
    }

    [Fact]
    [Trait("Ledger", "S353")]
    public async Task The_environment_is_part_of_the_result()
    {
        MeasurementEnvironment environment = (await MeasureAsync(Counting(() => { }))).Environment;

        Assert.All(new[] { environment.Processor, environment.System, environment.Commit }, text => Assert.False(string.IsNullOrWhiteSpace(text)));
        Assert.StartsWith(".NET 10", environment.Runtime, StringComparison.Ordinal);
        Assert.InRange(environment.Threads, 1, 1024);
        Assert.Equal(Environment.ProcessorCount, environment.Cores);
    }

    [Theory]
    [InlineData("0.1.0+8c93714", "8c93714")]
    [InlineData("0.1.0", "unknown")]
    [InlineData("0.1.0+", "unknown")]
    [InlineData(null, "unknown")]
    public void The_commit_stands_behind_the_version(string? version, string commit) => Assert.Equal(commit, MeasurementEnvironment.CommitOf(version));

    [Fact]
    [Trait("Ledger", "S352")]
    public async Task Preprocessing_changes_the_end_to_end_time_and_no_other()
    {
        MeasuredNetwork network = FakeNetwork.OfTwoLayers(_clock);
        MeasuredNetwork slower = network with
        {
            Preprocess = () =>
            {
                network.Preprocess!();
                _clock.Work(5);
            },
        };

        Assert.Equal((4, 4), await P50Async(network, slower, MeasurementScope.Kernel));
        Assert.Equal((4, 4), await P50Async(network, slower, MeasurementScope.Layer));
        Assert.Equal((24.75, 29.75), await P50Async(network, slower, MeasurementScope.EndToEnd));
    }

    [Fact]
    [Trait("Ledger", "S352")]
    public async Task Different_scopes_are_not_compared()
    {
        Measurement kernels = await MeasureAsync(FakeNetwork.OfTwoLayers(_clock));
        Measurement all = await MeasureAsync(FakeNetwork.OfTwoLayers(_clock), MeasurementScope.EndToEnd);

        Assert.Contains("scope", Assert.Throws<ArgumentException>(() => MeasurementComparison.Of(kernels, all)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_tells_measured_shares_from_modelled_ones()
    {
        Measurement profile = await MeasureAsync(FakeNetwork.OfTwoLayers(_clock), MeasurementScope.Layer);

        Assert.Equal(
            [new LayerTime("conv1", "Conv2d", 1, 0.25, 900, 0.9), new LayerTime("softmax1", "Softmax", 3, 0.75, 100, 0.1)],
            profile.Layers);
    }

    [Fact]
    public async Task A_network_without_layers_has_no_profile() =>
        await Assert.ThrowsAsync<ArgumentException>(() => MeasureAsync(Counting(() => { }), MeasurementScope.Layer));

    [Fact]
    public async Task A_run_that_is_too_short_for_the_clock_is_repeated()
    {
        int runs = 0;
        Measurement result = await MeasureAsync(Counting(() => runs++, milliseconds: 0.003));

        Assert.Equal(7, result.RunsPerIteration);
        Assert.Equal(50 + (7 * 500), runs);
        Assert.All(result.Milliseconds, time => Assert.Equal(0.003, time, 1e-9));
    }

    [Fact]
    public async Task A_measurement_can_be_stopped()
    {
        using CancellationTokenSource source = new();
        int runs = 0;
        MeasuredNetwork network = Counting(() =>
        {
            if (++runs == 60)
            {
                source.Cancel();
            }
        });
        await Assert.ThrowsAsync<OperationCanceledException>(() => new Measurer(null, _clock).MeasureAsync(network, MeasurementScope.Kernel, source.Token));
        Assert.Equal(60, runs);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static (double P50, double P90) NearestRank(Measurement result)
    {
        Measurement ranked = result with { Protocol = result.Protocol with { Percentiles = PercentileMethod.NearestRank } };
        return (ranked.P50Milliseconds, ranked.P90Milliseconds);
    }

    private MeasuredNetwork Counting(Action count, double milliseconds = 1) => FakeNetwork.Doing(() =>
    {
        count();
        _clock.Work(milliseconds);
    });

    private Task<Measurement> MeasureAsync(MeasuredNetwork network, MeasurementScope scope = MeasurementScope.Kernel) =>
        new Measurer(null, _clock).MeasureAsync(network, scope, Cancellation);

    private async Task<(double, double)> P50Async(MeasuredNetwork one, MeasuredNetwork other, MeasurementScope scope) =>
        ((await MeasureAsync(one, scope)).P50Milliseconds, (await MeasureAsync(other, scope)).P50Milliseconds);
}
