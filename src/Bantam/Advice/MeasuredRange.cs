using Bantam.Compression;
using Bantam.Model;

namespace Bantam.Advice;

/// <summary>The values that a quantizer of activations met on data, beside those that its codes stand for.</summary>
internal sealed record MeasuredRange
{
    public required string Name { get; init; }

    public required double CodeLow { get; init; }

    public required double CodeHigh { get; init; }

    public required double Smallest { get; init; }

    public required double Largest { get; init; }

    public required double PercentileLow { get; init; }

    public required double PercentileHigh { get; init; }

    /// <summary>The share of values further than half a step beyond the codes.</summary>
    public required double SaturatedShare { get; init; }

    /// <summary>Measures all quantizers of activations, in two passes over the samples. Softmax has codes by convention and is left out.</summary>
    public static IReadOnlyList<MeasuredRange> Of(Graph graph, IReadOnlyList<Tensor> batches)
    {
        Node[] quantizers = [.. graph.Nodes.Where(node => node is { Op: FakeQuantize, IsConstant: false } && node.Inputs[0] is not Node { Op: Softmax })];
        ILookup<Value, Meter> meters = quantizers.ToLookup(node => node.Inputs[0], node => new Meter(node));
        Visit(meter => meter.Widen);
        Visit(meter => meter.Count);
        return [.. meters.SelectMany(group => group).Select(meter => meter.Result())];

        void Visit(Func<Meter, Action<Tensor>> pass)
        {
            foreach (Tensor batch in batches)
            {
                Observe(graph.Input, batch);
                graph.Run(batch, parameter => graph.Values[parameter], isTraining: false, Observe);
            }

            void Observe(Value value, Tensor output)
            {
                foreach (Meter meter in meters[value])
                {
                    pass(meter)(output);
                }
            }
        }
    }

    private sealed class Meter(Node node)
    {
        private readonly ValueHistogram _histogram = new();
        private readonly QuantizationParameters _codes = ((FakeQuantize)node.Op).Quantizer.Encoding;
        private long _saturated;
        private long _total;

        public void Widen(Tensor values) => _histogram.Widen(values.Span<float>());

        public void Count(Tensor values)
        {
            _histogram.Count(values.Span<float>());
            float halfStep = _codes.Scale / 2;
            foreach (float value in values.Span<float>())
            {
                _saturated += Math.Abs(value - _codes.Clip(value)) > halfStep ? 1 : 0;
            }

            _total += values.Count;
        }

        public MeasuredRange Result()
        {
            (float low, float high) = new PercentileCalibrator().RangeOf(_histogram);
            return new MeasuredRange
            {
                Name = node.Inputs[0].Name,
                CodeLow = _codes.Dequantize(_codes.QMin),
                CodeHigh = _codes.Dequantize(_codes.QMax),
                Smallest = _histogram.Min,
                Largest = _histogram.Max,
                PercentileLow = Math.Min(low, 0),
                PercentileHigh = Math.Max(high, 0),
                SaturatedShare = (double)_saturated / Math.Max(_total, 1),
            };
        }
    }
}
