namespace Bantam.Deployment;

/// <summary>Measures networks by a protocol: warm up, measure, and wait for all work before the clock stops.</summary>
/// <remarks>Source: notes, lines 3711-3718. One instance serves one measurement at a time.</remarks>
public sealed class Measurer
{
    private const double MillisecondsPerSecond = 1000;
    private const int MostRepetitions = 1_000_000;

    private readonly MeasurementProtocol _protocol;
    private readonly TimeProvider _clock;
    private readonly EnergyCounter? _energy;

    /// <summary>Makes a measurer.</summary>
    /// <param name="protocol">How to measure; the default protocol where omitted.</param>
    /// <param name="clock">The clock; that of the machine where omitted.</param>
    /// <exception cref="ArgumentException">The protocol is outside its ranges.</exception>
    public Measurer(MeasurementProtocol? protocol = null, TimeProvider? clock = null)
        : this(protocol, clock, EnergyCounter.Open())
    {
    }

    internal Measurer(MeasurementProtocol? protocol, TimeProvider? clock, EnergyCounter? energy)
    {
        _protocol = protocol ?? new MeasurementProtocol();
        _protocol.Validate();
        _clock = clock ?? TimeProvider.System;
        _energy = energy;
    }

    /// <summary>Measures a network in one scope.</summary>
    /// <param name="network">The network.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="cancellation">Stops between two iterations.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentException">The layers of this network cannot be told apart, but the scope asks for them.</exception>
    public async Task<Measurement> MeasureAsync(MeasuredNetwork network, MeasurementScope scope, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        network.PrepareInputs();
        if (scope == MeasurementScope.Layer)
        {
            return Profile(network, cancellation);
        }

        int runs = await WarmUpAsync(network, scope, cancellation).ConfigureAwait(false);
        double[] milliseconds = new double[_protocol.Iterations];
        long[]? energyBefore = _energy?.Read();
        for (int i = 0; i < milliseconds.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            milliseconds[i] = await IterationAsync(network, scope, runs).ConfigureAwait(false);
        }

        EnergyFigure? energy = Energy(energyBefore, (double)runs * milliseconds.Length * network.Workload.Batch);
        return ResultOf(network, scope, runs, milliseconds) with { Energy = energy is null ? network.Energy : [.. network.Energy, energy] };
    }

    /// <summary>Measures two networks in turns, first one, then the other ahead, so that what slows the machine slows both.</summary>
    /// <param name="first">One network.</param>
    /// <param name="second">Another that computes the same workload.</param>
    /// <param name="scope">The scope, which is not that of layers.</param>
    /// <param name="cancellation">Stops between two rounds.</param>
    /// <returns>Both results, and the ratio with its interval.</returns>
    /// <exception cref="ArgumentException">The workloads differ, or the scope is that of layers.</exception>
    public async Task<InterleavedResult> CompareAsync(MeasuredNetwork first, MeasuredNetwork second, MeasurementScope scope, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        first.Workload.RequireSame(second.Workload);
        if (scope == MeasurementScope.Layer)
        {
            throw new ArgumentException("Two networks are compared by their kernels or from end to end; layers belong to one network.", nameof(scope));
        }

        first.PrepareInputs();
        second.PrepareInputs();
        int firstRuns = await WarmUpAsync(first, scope, cancellation).ConfigureAwait(false);
        int secondRuns = await WarmUpAsync(second, scope, cancellation).ConfigureAwait(false);
        double[] firstTimes = new double[_protocol.Iterations];
        double[] secondTimes = new double[_protocol.Iterations];
        for (int i = 0; i < firstTimes.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (i % 2 == 0)
            {
                firstTimes[i] = await IterationAsync(first, scope, firstRuns).ConfigureAwait(false);
                secondTimes[i] = await IterationAsync(second, scope, secondRuns).ConfigureAwait(false);
            }
            else
            {
                secondTimes[i] = await IterationAsync(second, scope, secondRuns).ConfigureAwait(false);
                firstTimes[i] = await IterationAsync(first, scope, firstRuns).ConfigureAwait(false);
            }
        }

        return new InterleavedResult(
            ResultOf(first, scope, firstRuns, firstTimes),
            ResultOf(second, scope, secondRuns, secondTimes),
            MeasuredRatio.OfPairs(firstTimes, secondTimes));
    }

    private Measurement Profile(MeasuredNetwork network, CancellationToken cancellation)
    {
        if (network.InferByLayer is not { } run || network.Layers.Count == 0)
        {
            throw new ArgumentException($"The layers of '{network.Workload.Name}' cannot be told apart in {network.Engine}. Measure its kernels or from end to end.");
        }

        LayerWatch watch = new(_clock, network.Layers.Count, _protocol.Iterations);
        for (int i = -_protocol.WarmUp; i < _protocol.Iterations; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            watch.Begin(Math.Max(i, 0));
            run(watch.Mark);
        }

        return ResultOf(network, MeasurementScope.Layer, 1, watch.Totals()) with { Layers = watch.LayersOf(network, _protocol.Percentiles) };
    }

    /// <summary>Runs until compiled and cached, and returns how many runs one iteration takes.</summary>
    private async Task<int> WarmUpAsync(MeasuredNetwork network, MeasurementScope scope, CancellationToken cancellation)
    {
        double shortest = double.PositiveInfinity;
        for (int i = 0; i < _protocol.WarmUp; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            shortest = Math.Min(shortest, await IterationAsync(network, scope, 1).ConfigureAwait(false));
        }

        double runs = Math.Ceiling(_protocol.LeastSeconds * MillisecondsPerSecond / shortest);
        return double.IsFinite(runs) ? (int)Math.Clamp(runs, 1, MostRepetitions) : 1;
    }

    /// <summary>The time of a run in milliseconds, over some runs.</summary>
    private async ValueTask<double> IterationAsync(MeasuredNetwork network, MeasurementScope scope, int runs)
    {
        long start = _clock.GetTimestamp();
        for (int i = 0; i < runs; i++)
        {
            await network.RunAsync(scope).ConfigureAwait(false);
        }

        return (_clock.GetTimestamp() - start) * MillisecondsPerSecond / _clock.TimestampFrequency / runs;
    }

    private Measurement ResultOf(MeasuredNetwork network, MeasurementScope scope, int runs, double[] milliseconds) => new()
    {
        Scope = scope,
        Workload = network.Workload,
        Engine = network.Engine,
        Quality = network.Quality,
        Protocol = _protocol,
        RunsPerIteration = runs,
        Milliseconds = milliseconds,
        PeakMemory = network.Memory,
        Energy = network.Energy,
        Environment = MeasurementEnvironment.Now(),
    };

    private EnergyFigure? Energy(long[]? before, double samples) =>
        before is not null && _energy!.Read() is { } after
            ? new EnergyFigure(_energy.Joules(before, after) / samples, ClaimBasis.Measured, _energy.Source)
            : null;
}

/// <summary>Two results that were measured in turns.</summary>
/// <param name="First">The result of the one.</param>
/// <param name="Second">The result of the other.</param>
/// <param name="Ratio">The time of the second over that of the first: above 1 the first is faster.</param>
public sealed record InterleavedResult(Measurement First, Measurement Second, MeasuredRatio Ratio);
