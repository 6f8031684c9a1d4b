using System.Text.Json.Serialization;

namespace Bantam.Model;

/// <summary>What the values of a parameter are before training.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Constant), "constant")]
[JsonDerivedType(typeof(HeNormal), "heNormal")]
[JsonDerivedType(typeof(GlorotUniform), "glorotUniform")]
[JsonDerivedType(typeof(Uniform), "uniform")]
[JsonDerivedType(typeof(UnitMoments), "unitMoments")]
[JsonDerivedType(typeof(RandomState), "randomState")]
public abstract record Initializer
{
    /// <summary>The same value everywhere.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The initializer.</returns>
    public static Initializer Of(float value) => new Constant(value);

    /// <summary>Fills a parameter.</summary>
    /// <param name="values">The elements, row-major.</param>
    /// <param name="random">The stream that belongs to this parameter.</param>
    public abstract void Fill(Span<float> values, RandomStream random);
}

/// <summary>The same value everywhere: right for biases and scales. As weights, it leaves all units of a layer identical for ever.</summary>
/// <param name="Value">The value.</param>
public sealed record Constant(float Value) : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, RandomStream random) => values.Fill(Value);
}

/// <summary>Normal values of mean 0 and variance 2/fan-in: keeps the variance of activations through layers with ReLU.</summary>
/// <param name="FanIn">The number of inputs that one output sums.</param>
/// <remarks>Standard deviation √(2/fan-in): 0.0505 for 784 inputs. Source: He et al., "Delving Deep into Rectifiers", 2015.</remarks>
public sealed record HeNormal(int FanIn) : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double deviation = Math.Sqrt(2.0 / FanIn);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(deviation * random.NextNormal());
        }
    }
}

/// <summary>Uniform values in ±√(6/(fan-in + fan-out)): keeps the variance in both directions, for layers without ReLU.</summary>
/// <param name="FanIn">The number of inputs that one output sums.</param>
/// <param name="FanOut">The number of outputs that one input reaches.</param>
/// <remarks>Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.</remarks>
public sealed record GlorotUniform(int FanIn, int FanOut) : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        float bound = (float)Math.Sqrt(6.0 / (FanIn + FanOut));
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = random.Uniform(-bound, bound);
        }
    }
}

/// <summary>Uniform values in ±bound: for biases of dense layers, so that the kinks of ReLU units do not all lie at the same input.</summary>
/// <param name="Bound">The largest magnitude; 1/√fan-in is usual.</param>
public sealed record Uniform(float Bound) : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = random.Uniform(-Bound, Bound);
        }
    }
}

/// <summary>Moments [2, C] of standardized data: mean 0 and variance 1.</summary>
public sealed record UnitMoments : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, RandomStream random)
    {
        values[..(values.Length / 2)].Clear();
        values[(values.Length / 2)..].Fill(1);
    }
}

/// <summary>The state [steps, key] of a layer that draws at random in training: no step done, and a key of its own.</summary>
/// <remarks>The key is a whole number below 2²⁴, which Float32 holds exactly; it comes from the seed of the training and the parameter's name.</remarks>
public sealed record RandomState : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        values.Clear();
        values[^1] = random.NextInt32(1 << 24);
    }
}
