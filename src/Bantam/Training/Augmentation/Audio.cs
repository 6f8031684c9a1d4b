using Bantam.Model;

namespace Bantam.Training;

/// <summary>Moves a signal, or the frames of a spectrogram, in time; silence (0) comes in.</summary>
/// <param name="Share">The shift as a share of the length, in [−1, 1]; positive is later.</param>
public sealed record TimeShift(Interval Share) : Transform
{
    private readonly Interval _checked = Share.Within(-1, 1, nameof(Share));

    /// <inheritdoc/>
    public override bool IsRandom => !_checked.IsPoint;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape sample) => sample;

    internal override void Apply(Canvas canvas, RandomStream random)
    {
        int frame = canvas.Width * canvas.Channels;
        int shift = (int)MathF.Round(Share.Draw(random) * canvas.Height) * frame;
        Span<float> values = canvas.Values;
        Span<float> moved = canvas.Spare[..values.Length];
        moved.Clear();
        if (shift >= 0)
        {
            values[..(values.Length - shift)].CopyTo(moved[shift..]);
        }
        else
        {
            values[-shift..].CopyTo(moved);
        }

        canvas.Swap();
    }
}

/// <summary>Makes a signal louder or softer: x·10^(d/20).</summary>
/// <param name="Decibels">d, in [−120, 120].</param>
public sealed record Gain(Interval Decibels) : Transform
{
    private readonly Interval _checked = Decibels.Within(-120, 120, nameof(Decibels));

    /// <inheritdoc/>
    public override bool IsRandom => !_checked.IsPoint;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape sample) => sample;

    internal override void Apply(Canvas canvas, RandomStream random)
    {
        float factor = FactorOf(Decibels.Draw(random));
        foreach (ref float value in canvas.Values)
        {
            value *= factor;
        }
    }

    internal static float FactorOf(float decibels) => (float)PortableMath.Exp(decibels / 20.0 * 2.302585092994046);
}

/// <summary>Adds recorded noise to a signal, at a given ratio of the signal's power to the noise's.</summary>
/// <remarks>A random recording is played from a random place, round and round. Silent signals and silent recordings stay as they are.</remarks>
public sealed record NoiseMix : Transform
{
    private readonly float[][] _recordings;

    /// <summary>Makes the transform.</summary>
    /// <param name="recordings">At least one, each of at least one finite value.</param>
    /// <param name="decibels">The ratio of powers, in [−60, 120]; 0 is as loud as the signal.</param>
    /// <exception cref="ArgumentException">There is no recording, or an empty one.</exception>
    public NoiseMix(IEnumerable<float[]> recordings, Interval decibels)
    {
        ArgumentNullException.ThrowIfNull(recordings);
        _recordings = [.. recordings];
        if (_recordings.Length == 0 || Array.Exists(_recordings, r => r.Length == 0 || Array.Exists(r, x => !float.IsFinite(x))))
        {
            throw new ArgumentException("Noise is mixed in from at least one recording, each of one or more finite values.", nameof(recordings));
        }

        Decibels = decibels.Within(-60, 120, nameof(decibels));
    }

    /// <summary>The ratio of the signal's power to the noise's.</summary>
    public Interval Decibels { get; }

    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape sample) => sample.Rank == 1 || sample.Count == sample[0]
        ? sample
        : throw new ArgumentException($"Noise is mixed into signals [values], but the samples are {sample}.", nameof(sample));

    internal override void Apply(Canvas canvas, RandomStream random)
    {
        float[] recording = _recordings[random.NextInt32(_recordings.Length)];
        int start = random.NextInt32(recording.Length);
        float decibels = Decibels.Draw(random);
        Span<float> values = canvas.Values;
        double signal = 0;
        double noise = 0;
        for (int i = 0; i < values.Length; i++)
        {
            float added = recording[(start + i) % recording.Length];
            signal += (double)values[i] * values[i];
            noise += (double)added * added;
        }

        if (signal == 0 || noise == 0)
        {
            return;
        }

        float factor = (float)Math.Sqrt(signal / noise) / Gain.FactorOf(decibels);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] += factor * recording[(start + i) % recording.Length];
        }
    }
}

/// <summary>Hides some stretches of time and some bands of frequency of a spectrogram [frames, bands(, 1)] behind its mean.</summary>
/// <param name="TimeMasks">How many stretches of time, at least 0.</param>
/// <param name="LongestTime">The most frames in each, at least 0.</param>
/// <param name="BandMasks">How many bands of frequency, at least 0.</param>
/// <param name="WidestBand">The most frequencies in each, at least 0.</param>
/// <remarks>Source: Park and others, "SpecAugment", Interspeech 2019, without its time warping.</remarks>
public sealed record SpecAugment(int TimeMasks, int LongestTime, int BandMasks, int WidestBand) : Transform
{
    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape sample)
    {
        bool fits = sample.Rank is 2 or 3 && TimeMasks >= 0 && BandMasks >= 0
            && LongestTime >= 0 && LongestTime <= sample[0] && WidestBand >= 0 && WidestBand <= sample[1];
        return fits
            ? sample
            : throw new ArgumentException($"{this} does not fit samples {sample}: it needs [frames, bands], masks of at least 0 and no longer than those.", nameof(sample));
    }

    internal override void Apply(Canvas canvas, RandomStream random)
    {
        double sum = 0;
        foreach (float value in canvas.Values)
        {
            sum += value;
        }

        float mean = (float)(sum / canvas.Values.Length);
        for (int i = 0; i < TimeMasks; i++)
        {
            int length = random.NextInt32(LongestTime + 1);
            int start = random.NextInt32(canvas.Height - length + 1);
            new Patch(start, 0, start + length, canvas.Width).Fill(canvas, mean);
        }

        for (int i = 0; i < BandMasks; i++)
        {
            int width = random.NextInt32(WidestBand + 1);
            int start = random.NextInt32(canvas.Width - width + 1);
            new Patch(0, start, canvas.Height, start + width).Fill(canvas, mean);
        }
    }
}
