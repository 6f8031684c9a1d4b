using System.Text.Json.Serialization;

namespace Bantam.Model;

/// <summary>A rule that rounds real numbers to few levels, and names the integers by which those levels are deployed.</summary>
/// <remarks>The op <see cref="FakeQuantize"/> holds one, so that training and lowering need to know no scheme of compression.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(AffineQuantizer), "affine")]
public abstract record Quantizer
{
    /// <summary>The map from levels to codes on the device.</summary>
    [JsonIgnore]
    public abstract QuantizationParameters Encoding { get; }

    /// <summary>The level of a number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="channel">Its index along the axis of the encoding; 0 where one scale serves the whole tensor.</param>
    /// <returns>The nearest level.</returns>
    public abstract float Round(float value, int channel);

    /// <summary>Whether the gradient of a number passes through the rounding unchanged.</summary>
    /// <param name="value">The number.</param>
    /// <param name="channel">Its index along the axis of the encoding.</param>
    /// <returns>False where the number is clipped: there a change of it changes nothing.</returns>
    public abstract bool PassesGradient(float value, int channel);
}

/// <summary>Evenly spaced levels with fixed scale and zero point.</summary>
/// <remarks>
/// <c>y = s·(clamp(round(x/s) + z) − z)</c>, ties away from zero. The gradient estimator is the clipped straight-through
/// one: 1 inside of the representable range and 0 outside. Source: Jacob et al., 2018; notes, lines 3160-3180.
/// </remarks>
/// <param name="Parameters">Scales, zero points and range of the codes.</param>
public sealed record AffineQuantizer(QuantizationParameters Parameters) : Quantizer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override QuantizationParameters Encoding => Parameters;

    /// <inheritdoc/>
    public override float Round(float value, int channel) => Parameters.Dequantize(Parameters.Quantize(value, channel), channel);

    /// <inheritdoc/>
    public override bool PassesGradient(float value, int channel) => Parameters.Clip(value, channel) == value;
}
