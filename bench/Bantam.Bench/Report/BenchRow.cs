using System.Text.Json.Serialization;

namespace Bantam.Bench;

/// <summary>One line of a bench.</summary>
/// <param name="Name">What was run: a shape, or a network with its batch and optimizer.</param>
/// <param name="Threads">How many threads both sides used. One: processor time of the thread; more: time on the wall.</param>
/// <param name="Unit">The unit of both figures. More is better in all of them, so the ratio is one divided by the other.</param>
/// <param name="Ours">Our figure.</param>
/// <param name="Peer">The peer's figure, null where it is absent.</param>
/// <param name="PeerName">The peer and its version.</param>
/// <param name="Ratio">Ours ÷ peer, of the best rounds of each.</param>
/// <param name="Spread">The interquartile range of the ratio over the rounds, over its median.</param>
internal sealed record BenchRow(string Name, int Threads, string Unit, double? Ours, double? Peer, string? PeerName, double? Ratio, double? Spread)
{
    /// <summary>What the row is worth.</summary>
    public RowStatus Status { get; init; } = RowStatus.Measured;

    /// <summary>Why it is worth no more, where it is not.</summary>
    public string? Reason { get; init; }

    /// <summary>Our median run over our best, less one: how noisy the machine was.</summary>
    public double? Noise { get; init; }
}

/// <summary>What a row is worth.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RowStatus>))]
internal enum RowStatus
{
    /// <summary>Both sides ran, and gave the same results.</summary>
    [JsonStringEnumMemberName("measured")]
    Measured,

    /// <summary>Ours alone: no peer was asked for.</summary>
    [JsonStringEnumMemberName("alone")]
    Alone,

    /// <summary>The peer is not on this machine.</summary>
    [JsonStringEnumMemberName("absent")]
    Absent,

    /// <summary>Both ran and gave different results: the ratio would compare different work.</summary>
    [JsonStringEnumMemberName("disagrees")]
    Disagrees,
}
