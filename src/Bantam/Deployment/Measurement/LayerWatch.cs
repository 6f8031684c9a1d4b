namespace Bantam.Deployment;

/// <summary>Reads the clock between the layers of a run.</summary>
internal sealed class LayerWatch
{
    private const double MillisecondsPerSecond = 1000;

    private readonly TimeProvider _clock;
    private readonly double[][] _milliseconds;
    private int _iteration;
    private long _last;

    public LayerWatch(TimeProvider clock, int layers, int iterations)
    {
        _clock = clock;
        _milliseconds = new double[layers][];
        for (int i = 0; i < layers; i++)
        {
            _milliseconds[i] = new double[iterations];
        }
    }

    /// <summary>Begins an iteration; times of an earlier one with the same number are forgotten.</summary>
    public void Begin(int iteration)
    {
        _iteration = iteration;
        _last = _clock.GetTimestamp();
    }

    /// <summary>A layer is done.</summary>
    public void Mark(int layer)
    {
        long now = _clock.GetTimestamp();
        _milliseconds[layer][_iteration] = (now - _last) * MillisecondsPerSecond / _clock.TimestampFrequency;
        _last = now;
    }

    /// <summary>The time of all layers in each iteration.</summary>
    public double[] Totals()
    {
        double[] totals = new double[_milliseconds[0].Length];
        foreach (double[] layer in _milliseconds)
        {
            for (int i = 0; i < totals.Length; i++)
            {
                totals[i] += layer[i];
            }
        }

        return totals;
    }

    /// <summary>The layers with their times. Shares are of the middle times: one moment in which the machine did something else would rule sums.</summary>
    public IReadOnlyList<LayerTime> LayersOf(MeasuredNetwork network, PercentileMethod method)
    {
        double[] times = [.. _milliseconds.Select(layer => Percentiles.Of(layer, 0.5, method))];
        double time = times.Sum();
        double macs = Math.Max(network.Layers.Sum(layer => layer.Macs), 1);
        return [.. network.Layers.Zip(times, (layer, middle) => new LayerTime(layer.Name, layer.Op, middle, time > 0 ? middle / time : 0, layer.Macs, layer.Macs / macs))];
    }
}
