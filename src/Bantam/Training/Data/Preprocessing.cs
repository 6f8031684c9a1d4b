using System.Globalization;
using System.Numerics;
using Bantam.Model;

namespace Bantam.Training;

/// <summary>How raw values become the model's float input: one of the five nested records. Models carry it, so that the device does the same.</summary>
public abstract record Preprocessing
{
    private const string StandardizePrefix = "standardize:";
    private const string MeanPoolPrefix = "mean-pool:";
    private const int MaximumNumbers = 1 << 16;

    private Preprocessing()
    {
    }

    /// <summary>The shape of the model's input for one sample.</summary>
    /// <param name="raw">The shape of a raw sample: HWC or [features].</param>
    /// <returns>The shape after preprocessing.</returns>
    /// <exception cref="ArgumentException">This preprocessing cannot be applied to such samples.</exception>
    public virtual Shape OutputShape(Shape raw) => raw;

    /// <summary>Reads a preprocessing from the text that <c>ToString</c> gives: <c>none</c>, <c>unit</c>, <c>signed-unit</c>, <c>mean-pool:2</c>, <c>standardize:MEANS/DEVIATIONS</c>.</summary>
    /// <param name="text">The text; the numbers of <c>standardize</c> are separated by semicolons.</param>
    /// <returns>The preprocessing.</returns>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static Preprocessing Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith(MeanPoolPrefix, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(MeanPoolPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size >= 1)
        {
            return new MeanPool(size);
        }

        if (text.StartsWith(StandardizePrefix, StringComparison.Ordinal) && text[StandardizePrefix.Length..].Split('/') is [string means, string deviations])
        {
            return new Standardize(Numbers(means), Numbers(deviations));
        }

        return text switch
        {
            "none" => new None(),
            "unit" => new Unit(),
            "signed-unit" => new SignedUnit(),
            _ => throw new FormatException($"'{text}' is no preprocessing. Use none, unit (x/255), signed-unit (x/127.5 - 1), mean-pool:N or standardize:MEANS/DEVIATIONS."),
        };
    }

    /// <summary>Applies this to one raw sample.</summary>
    /// <typeparam name="T">The type of the raw values.</typeparam>
    /// <param name="raw">The shape of the raw sample.</param>
    /// <param name="source">Its values, row-major.</param>
    /// <param name="destination">Receives the input, as many values as <see cref="OutputShape"/> has.</param>
    internal void Apply<T>(Shape raw, ReadOnlySpan<T> source, Span<float> destination)
        where T : unmanaged, INumberBase<T>
    {
        switch (this)
        {
            case MeanPool pool:
                pool.Average(raw, source, destination);
                break;
            case Standardize standardize:
                standardize.Shift(source, destination);
                break;
            case Unit:
                Map<T, ToUnit>(source, destination);
                break;
            case SignedUnit:
                Map<T, ToSignedUnit>(source, destination);
                break;
            default:
                Map<T, Same>(source, destination);
                break;
        }
    }

    /// <summary>One formula for every value. A type argument instead of a delegate: it compiles to a loop without calls.</summary>
    private interface IValueMap
    {
        static abstract float Of(float x);
    }

    private static void Map<T, TMap>(ReadOnlySpan<T> source, Span<float> destination)
        where T : unmanaged, INumberBase<T>
        where TMap : struct, IValueMap
    {
        destination = destination[..source.Length];
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = TMap.Of(float.CreateTruncating(source[i]));
        }
    }

    private static float[] Numbers(string text)
    {
        string[] parts = text.Split(';', MaximumNumbers);
        float[] numbers = new float[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !float.IsFinite(numbers[i]))
            {
                throw new FormatException($"'{parts[i]}' in a standardize preprocessing is not a finite number; expected means and deviations separated by semicolons.");
            }
        }

        return numbers;
    }

    private readonly struct Same : IValueMap
    {
        public static float Of(float x) => x;
    }

    private readonly struct ToUnit : IValueMap
    {
        public static float Of(float x) => x / 255f;
    }

    private readonly struct ToSignedUnit : IValueMap
    {
        public static float Of(float x) => (x / 127.5f) - 1f;
    }

    /// <summary>The raw value itself.</summary>
    public sealed record None : Preprocessing
    {
        /// <inheritdoc/>
        public override string ToString() => "none";
    }

    /// <summary>Bytes to [0, 1]: x / 255.</summary>
    public sealed record Unit : Preprocessing
    {
        /// <inheritdoc/>
        public override string ToString() => "unit";
    }

    /// <summary>Bytes to [−1, 1]: x / 127.5 − 1.</summary>
    public sealed record SignedUnit : Preprocessing
    {
        /// <inheritdoc/>
        public override string ToString() => "signed-unit";
    }

    /// <summary>The mean of each n×n block of an image's pixels, divided by 255: 28×28 becomes 14×14 with n = 2.</summary>
    /// <param name="Size">n, at least 1. It must divide the height and the width.</param>
    public sealed record MeanPool(int Size) : Preprocessing
    {
        /// <inheritdoc/>
        public override Shape OutputShape(Shape raw) =>
            raw.Rank == 3 && Size >= 1 && raw[0] % Size == 0 && raw[1] % Size == 0
                ? [raw[0] / Size, raw[1] / Size, raw[2]]
                : throw new ArgumentException($"mean-pool:{Size} needs an image [height, width, channels] whose sides are multiples of {Size}, but the samples are {raw}.", nameof(raw));

        /// <inheritdoc/>
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{MeanPoolPrefix}{Size}");

        internal void Average<T>(Shape raw, ReadOnlySpan<T> source, Span<float> destination)
            where T : unmanaged, INumberBase<T>
        {
            // Sums of bytes are exact, so the order of the additions does not matter.
            int channels = raw[2];
            destination.Clear();
            for (int y = 0; y < raw[0]; y++)
            {
                for (int x = 0; x < raw[1]; x++)
                {
                    int from = ((y * raw[1]) + x) * channels;
                    int to = ((y / Size * (raw[1] / Size)) + (x / Size)) * channels;
                    for (int c = 0; c < channels; c++)
                    {
                        destination[to + c] += float.CreateTruncating(source[from + c]);
                    }
                }
            }

            float divisor = 255f * Size * Size;
            foreach (ref float value in destination)
            {
                value /= divisor;
            }
        }
    }

    /// <summary>Zero mean and unit variance: (x − mean) / deviation for each channel (the last axis) or feature.</summary>
    /// <remarks>The statistics must come from training data alone: see <see cref="Of"/>.</remarks>
    public sealed record Standardize : Preprocessing
    {
        private readonly float[] _means;
        private readonly float[] _deviations;

        /// <summary>Makes a standardization from known statistics.</summary>
        /// <param name="means">The mean of each channel or feature, in raw units.</param>
        /// <param name="deviations">The standard deviation of each, positive.</param>
        /// <exception cref="FormatException">The two differ in number, are none, or a deviation is not positive.</exception>
        public Standardize(ReadOnlySpan<float> means, ReadOnlySpan<float> deviations)
        {
            _means = means.ToArray();
            _deviations = deviations.ToArray();
            if (_means.Length == 0 || _means.Length != _deviations.Length || Array.Exists(_deviations, d => !(d > 0)))
            {
                throw new FormatException($"Standardizing needs one mean and one positive deviation for each channel, but got {_means.Length} means and {_deviations.Length} deviations.");
            }
        }

        /// <summary>The mean of each channel or feature.</summary>
        public ReadOnlySpan<float> Means => _means;

        /// <summary>The standard deviation of each channel or feature.</summary>
        public ReadOnlySpan<float> Deviations => _deviations;

        /// <summary>Measures the statistics of raw training data.</summary>
        /// <param name="training">The training set. Its own preprocessing is not applied.</param>
        /// <returns>The standardization; a constant channel gets the deviation 1.</returns>
        /// <exception cref="InvalidOperationException">The data is the test set.</exception>
        public static Standardize Of(Dataset training)
        {
            ArgumentNullException.ThrowIfNull(training);
            Dataset raw = training.For(DataUse.Fitting).WithPreprocessing(new None());
            int channels = raw.SampleShape[^1];
            float[] sample = new float[raw.SampleShape.Count];
            double[] means = new double[channels];
            double[] squares = new double[channels];
            double perChannel = (double)raw.Count * sample.Length / channels;

            // Two passes: subtracting the mean first keeps large offsets from eating the variance's digits.
            ForEachValue((c, x) => means[c] += x / perChannel);
            ForEachValue((c, x) => squares[c] += (x - means[c]) * (x - means[c]) / perChannel);
            return new Standardize(Array.ConvertAll(means, m => (float)m), Array.ConvertAll(squares, s => s > 0 ? (float)Math.Sqrt(s) : 1f));

            void ForEachValue(Action<int, double> visit)
            {
                for (int i = 0; i < raw.Count; i++)
                {
                    raw.CopyInput(i, sample);
                    for (int j = 0; j < sample.Length; j++)
                    {
                        visit(j % channels, sample[j]);
                    }
                }
            }
        }

        /// <inheritdoc/>
        public override Shape OutputShape(Shape raw) =>
            raw.Rank >= 1 && raw[^1] == _means.Length
                ? raw
                : throw new ArgumentException($"Standardizing with {_means.Length} means needs samples with {_means.Length} channels, but they are {raw}.", nameof(raw));

        /// <inheritdoc/>
        public bool Equals(Standardize? other) =>
            other is not null && Means.SequenceEqual(other.Means) && Deviations.SequenceEqual(other.Deviations);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(_means.Length, _means[0], _deviations[0]);

        /// <inheritdoc/>
        public override string ToString() => $"{StandardizePrefix}{Text(_means)}/{Text(_deviations)}";

        internal void Shift<T>(ReadOnlySpan<T> source, Span<float> destination)
            where T : unmanaged, INumberBase<T>
        {
            int channels = _means.Length;
            for (int i = 0; i < source.Length; i += channels)
            {
                for (int c = 0; c < channels; c++)
                {
                    destination[i + c] = (float.CreateTruncating(source[i + c]) - _means[c]) / _deviations[c];
                }
            }
        }

        private static string Text(float[] numbers) =>
            string.Join(';', Array.ConvertAll(numbers, x => x.ToString("R", CultureInfo.InvariantCulture)));
    }
}
