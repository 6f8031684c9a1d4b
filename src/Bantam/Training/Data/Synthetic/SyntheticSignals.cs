using Bantam.Model;

namespace Bantam.Training;

/// <summary>Short signals of several classes, made from a seed: tone sequences in the place of spoken words, and gestures of a hand-held sensor.</summary>
public static class SyntheticSignals
{
    private const int ToneLength = 2048;
    private const int GestureLength = 64;

    /// <summary>Two tones, a first and a second, of three possible heights each.</summary>
    private static readonly (double First, double Second)[] Words = [(0.02, 0.05), (0.05, 0.02), (0.02, 0.12), (0.12, 0.02), (0.05, 0.12), (0.12, 0.05)];

    /// <summary>How often each axis swings in the time of a gesture: shake, nod, circle, and rest.</summary>
    private static readonly (double X, double Y, double Z)[] Gestures = [(4, 0, 0), (0, 0, 3), (1, 1, 0), (0, 0, 0)];

    /// <summary>Six words of two tones, with heights, loudness, start and noise of their own.</summary>
    /// <param name="seed">Decides every value.</param>
    /// <param name="train">The number of training samples, validation included, at least 60.</param>
    /// <param name="test">The number of test samples, at least 6.</param>
    /// <returns>Signals [2048] from about −1 to 1.</returns>
    public static DataSplits Tones(ulong seed = 1, int train = 1200, int test = 300)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(train, 60);
        ArgumentOutOfRangeException.ThrowIfLessThan(test, 6);
        return DataSplits.Carve(Part("train", train), Part("test", test), seed);

        Dataset Part(string part, int count)
        {
            RandomStream random = new(seed, $"tones/{part}");
            float[] values = new float[count * ToneLength];
            for (int i = 0; i < count; i++)
            {
                Speak(Words[i % Words.Length], random, values.AsSpan(i * ToneLength, ToneLength));
            }

            return Signals("tones", [ToneLength], values, Words.Length);
        }
    }

    /// <summary>Four gestures of a three-axis acceleration sensor: shake, nod, circle and rest, in units of gravity.</summary>
    /// <param name="seed">Decides every value.</param>
    /// <param name="train">The number of training samples, validation included, at least 40.</param>
    /// <param name="test">The number of test samples, at least 4.</param>
    /// <returns>Samples [64, 1, 3]: time, 1, axis; the third axis feels gravity.</returns>
    public static DataSplits Motion(ulong seed = 1, int train = 1200, int test = 300)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(train, 40);
        ArgumentOutOfRangeException.ThrowIfLessThan(test, 4);
        return DataSplits.Carve(Part("train", train), Part("test", test), seed);

        Dataset Part(string part, int count)
        {
            RandomStream random = new(seed, $"motion/{part}");
            float[] values = new float[count * GestureLength * 3];
            for (int i = 0; i < count; i++)
            {
                Move(Gestures[i % Gestures.Length], random, values.AsSpan(i * GestureLength * 3, GestureLength * 3));
            }

            return Signals("motion", [GestureLength, 1, 3], values, Gestures.Length);
        }
    }

    private static Dataset Signals(string name, Shape shape, float[] values, int classes)
    {
        int[] labels = [.. Enumerable.Range(0, values.Length / shape.Count).Select(i => i % classes)];
        return new Dataset(name, new LearningTask.Classification(classes), shape, values, labels, new Preprocessing.None());
    }

    private static void Speak((double First, double Second) word, RandomStream random, Span<float> signal)
    {
        double height = 0.85 + (0.3 * random.NextDouble());
        double loudness = 0.3 + (0.5 * random.NextDouble());
        int start = random.NextInt32(signal.Length / 4);
        int middle = start + (signal.Length / 3);
        int end = middle + (signal.Length / 3);
        double turns = random.NextDouble();
        for (int i = 0; i < signal.Length; i++)
        {
            turns += height * (i < middle ? word.First : word.Second);
            double tone = i >= start && i < end ? loudness * PortableMath.SinCosTurns(turns - Math.Floor(turns)).Sine : 0;
            signal[i] = (float)(tone + (0.1 * random.NextNormal()));
        }
    }

    private static void Move((double X, double Y, double Z) gesture, RandomStream random, Span<float> samples)
    {
        double speed = 0.8 + (0.4 * random.NextDouble());
        double strength = 0.4 + (0.8 * random.NextDouble());
        double start = random.NextDouble();
        for (int i = 0; i < samples.Length / 3; i++)
        {
            double time = speed * i / GestureLength;
            samples[3 * i] = Axis(gesture.X, 0);
            samples[(3 * i) + 1] = Axis(gesture.Y, 0.25);
            samples[(3 * i) + 2] = 1 + Axis(gesture.Z, 0);

            float Axis(double swings, double lag)
            {
                double turns = (swings * time) + start + lag;
                double swing = swings > 0 ? strength * PortableMath.SinCosTurns(turns - Math.Floor(turns)).Sine : 0;
                return (float)(swing + (0.15 * random.NextNormal()));
            }
        }
    }
}
