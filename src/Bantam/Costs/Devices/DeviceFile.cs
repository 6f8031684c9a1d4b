using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bantam.Costs;

/// <summary>Reads a device of one's own from a JSON file.</summary>
/// <remarks>
/// <code>
/// { "name": "my-board", "core": "Cortex-M4F", "instructionSet": "Armv7E-M", "hasDsp": true, "hasFpu": true,
///   "clockHertz": 64000000, "flashBytes": 1048576, "ramBytes": 262144, "source": "data sheet" }
/// </code>
/// </remarks>
public static class DeviceFile
{
    private const int MaximumBytes = 1 << 16;

    /// <summary>Reads a device.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The device.</returns>
    /// <exception cref="InvalidDataException">The file is no device: the message names the field.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Device Read(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists)
        {
            throw new FileNotFoundException($"There is no device file {path}.", path);
        }

        if (file.Length > MaximumBytes)
        {
            throw new InvalidDataException($"{path} has {file.Length} bytes; a device file has at most {MaximumBytes}.");
        }

        Device device = Parse(path);
        Check(device.ClockHertz > 0, "clockHertz");
        Check(device.FlashBytes > 0, "flashBytes");
        Check(device.RamBytes > 0, "ramBytes");
        return device;

        void Check(bool isPositive, string field)
        {
            if (!isPositive)
            {
                throw new InvalidDataException($"{path}: {field} must be greater than 0.");
            }
        }
    }

    private static Device Parse(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), DeviceJsonContext.Default.Device)
                ?? throw new InvalidDataException($"{path} is empty; it must hold a device as a JSON object.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{path} is no device: {fault.Message} A device has the fields name, core, instructionSet, clockHertz, flashBytes, ramBytes and source.", fault);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(Device))]
internal sealed partial class DeviceJsonContext : JsonSerializerContext;
