using Bantam.Model;

namespace Bantam.Training;

/// <summary>Vibration of a motor's ball bearing, healthy or damaged, as log band energies: a data set for anomaly detection.</summary>
/// <remarks>
/// A window of 256 samples holds the shaft's harmonics at a varying speed and load, and broadband noise. A damaged race
/// adds an impact each time a ball passes, which rings at the housing's resonance and decays. Features are the natural
/// logarithm of the energy in 32 equal frequency bands. Training data is healthy only; validation and test hold both kinds.
/// </remarks>
public static class SyntheticBearings
{
    private const int Window = 256;
    private const int Bands = 32;
    private const double BallPassesPerTurn = 3.58;
    private const double EnergyFloor = 1e-6;

    /// <summary>Makes the data set.</summary>
    /// <param name="seed">Decides every value.</param>
    /// <param name="train">The number of healthy training windows, at least 1.</param>
    /// <param name="validation">The number of validation windows, every second one damaged, at least 2.</param>
    /// <param name="test">The number of test windows, every second one damaged, at least 2.</param>
    /// <returns>Samples [32]; label 0 = healthy, 1 = damaged; standardized by the training windows.</returns>
    public static DataSplits Create(ulong seed = 1, int train = 2000, int validation = 400, int test = 1000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(train, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(validation, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(test, 2);
        Dataset healthy = Part(new RandomStream(seed, "bearings/train"), new int[train]);
        Dataset choose = Part(new RandomStream(seed, "bearings/validation"), HalfDamaged(validation));
        Dataset judge = Part(new RandomStream(seed, "bearings/test"), HalfDamaged(test));
        return new DataSplits(healthy, choose, judge).Standardized();
    }

    private static int[] HalfDamaged(int count) => [.. Enumerable.Range(0, count).Select(i => i % 2)];

    private static Dataset Part(RandomStream random, int[] labels)
    {
        float[] features = new float[labels.Length * Bands];
        double[] signal = new double[Window];
        for (int i = 0; i < labels.Length; i++)
        {
            Vibrate(random, labels[i] == 1, signal);
            MeasureBands(signal, features.AsSpan(i * Bands, Bands));
        }

        return new Dataset("bearings", new LearningTask.AnomalyDetection(), [Bands], features, labels, new Preprocessing.None());
    }

    private static void Vibrate(RandomStream random, bool damaged, Span<double> signal)
    {
        double turnsPerSample = random.Uniform(0.011f, 0.017f);
        double load = random.Uniform(0.7f, 1.3f);
        double noise = random.Uniform(0.08f, 0.13f);
        Span<double> phases = [random.NextDouble(), random.NextDouble(), random.NextDouble()];
        for (int i = 0; i < signal.Length; i++)
        {
            double value = noise * random.NextNormal();
            for (int harmonic = 1; harmonic <= phases.Length; harmonic++)
            {
                value += load / harmonic * PortableMath.SinCosTurns((harmonic * turnsPerSample * i) + phases[harmonic - 1]).Sine;
            }

            signal[i] = value;
        }

        if (damaged)
        {
            AddImpacts(random, turnsPerSample * BallPassesPerTurn, signal);
        }
    }

    private static void AddImpacts(RandomStream random, double impactsPerSample, Span<double> signal)
    {
        double severity = random.Uniform(0.15f, 0.8f);
        double resonance = random.Uniform(0.24f, 0.32f);
        double decay = random.Uniform(0.12f, 0.2f);
        double untilNext = random.NextDouble() / impactsPerSample;
        double age = 0;
        double strength = 0;
        for (int i = 0; i < signal.Length; i++, untilNext--, age++)
        {
            if (untilNext <= 0)
            {
                // Balls slip a little: the impacts are not quite periodic, and not equally strong.
                untilNext += (1 + (0.02 * random.NextNormal())) / impactsPerSample;
                strength = severity * random.Uniform(0.7f, 1.3f);
                age = 0;
            }

            signal[i] += strength * PortableMath.Exp(-decay * age) * PortableMath.SinCosTurns(resonance * age).Sine;
        }
    }

    /// <summary>Discrete Fourier transform under a Hann window; the bands share the frequencies from 0 to half the sampling rate.</summary>
    private static void MeasureBands(ReadOnlySpan<double> signal, Span<float> bands)
    {
        const int binsPerBand = Window / 2 / Bands;
        for (int band = 0; band < Bands; band++)
        {
            double energy = 0;
            for (int bin = band * binsPerBand; bin < (band + 1) * binsPerBand; bin++)
            {
                double real = 0;
                double imaginary = 0;
                for (int i = 0; i < Window; i++)
                {
                    double weighted = signal[i] * (1 - Turn[i].Cosine) / Window;
                    (double sine, double cosine) = Turn[bin * i % Window];
                    real += weighted * cosine;
                    imaginary += weighted * sine;
                }

                energy += (real * real) + (imaginary * imaginary);
            }

            bands[band] = (float)PortableMath.Log(energy + EnergyFloor);
        }
    }

    /// <summary>Sine and cosine of n/256 turns.</summary>
    private static readonly (double Sine, double Cosine)[] Turn =
        [.. Enumerable.Range(0, Window).Select(n => PortableMath.SinCosTurns((double)n / Window))];
}
