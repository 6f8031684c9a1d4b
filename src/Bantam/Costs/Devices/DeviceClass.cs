using System.Text.Json.Serialization;

namespace Bantam.Costs;

/// <summary>What a device is built for; the latency model treats each class in its own way.</summary>
/// <remarks>Microcontrollers and processors are oriented to latency, graphics processors and accelerators to throughput. Source: notes, lines 271-283.</remarks>
[JsonConverter(typeof(JsonStringEnumConverter<DeviceClass>))]
public enum DeviceClass
{
    /// <summary>One small core with its flash and RAM on the chip.</summary>
    [JsonStringEnumMemberName("microcontroller")]
    Microcontroller,

    /// <summary>Cores with deep pipelines, caches and speculation: one thread as fast as possible.</summary>
    [JsonStringEnumMemberName("processor")]
    Processor,

    /// <summary>Many simple lanes in step: as much work for each second as possible, once it has started.</summary>
    [JsonStringEnumMemberName("gpu")]
    Gpu,

    /// <summary>Arithmetic for networks and little else.</summary>
    [JsonStringEnumMemberName("accelerator")]
    Accelerator,
}
