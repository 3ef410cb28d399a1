#include "schema/provider.h"

#include <assert.h>

/* A service that is not called here. */
#define IGNORED(service)                                                                       \
    {                                                                                          \
        .name = #service, .type = &type_string, .flags = FIELD_OPTIONAL,                       \
        .doc = "Accepted for compatibility: the service is not called."                        \
    }

/* clang-format off */
static const struct field fields[] = {
    [ENDPOINTS_SAGEMAKER] = {
        .name = "sagemaker", .type = &type_string, .flags = FIELD_OPTIONAL,
        .doc = "URL of the SageMaker service, instead of the region's.",
    },
    [ENDPOINTS_SSO] = {
        .name = "sso", .type = &type_string, .flags = FIELD_OPTIONAL,
        .doc = "URL of the portal that gives the credentials of a single sign-on session, instead of the region's.",
    },
    [ENDPOINTS_STS] = {
        .name = "sts", .type = &type_string, .flags = FIELD_OPTIONAL,
        .doc = "URL of the Security Token Service, instead of the region's.",
    },
    IGNORED(accessanalyzer), IGNORED(account), IGNORED(accountaccess), IGNORED(acm),
    IGNORED(acmpca), IGNORED(agentregistry), IGNORED(amg), IGNORED(amp), IGNORED(amplify),
    IGNORED(apigateway), IGNORED(apigatewayv2), IGNORED(appautoscaling), IGNORED(appconfig),
    IGNORED(appfabric), IGNORED(appflow), IGNORED(appintegrations),
    IGNORED(appintegrationsservice), IGNORED(applicationautoscaling),
    IGNORED(applicationinsights), IGNORED(applicationsignals), IGNORED(appmesh),
    IGNORED(appregistry), IGNORED(apprunner), IGNORED(appstream), IGNORED(appsync),
    IGNORED(arcregionswitch), IGNORED(arczonalshift), IGNORED(athena), IGNORED(auditmanager),
    IGNORED(autoscaling), IGNORED(autoscalingplans), IGNORED(backup), IGNORED(batch),
    IGNORED(bcmdataexports), IGNORED(beanstalk), IGNORED(bedrock), IGNORED(bedrockagent),
    IGNORED(bedrockagentcore), IGNORED(bedrockruntime), IGNORED(billing), IGNORED(budgets),
    IGNORED(ce), IGNORED(chatbot), IGNORED(chime), IGNORED(chimesdkmediapipelines),
    IGNORED(chimesdkvoice), IGNORED(cleanrooms), IGNORED(cloud9), IGNORED(cloudcontrol),
    IGNORED(cloudcontrolapi), IGNORED(cloudformation), IGNORED(cloudfront),
    IGNORED(cloudfrontkeyvaluestore), IGNORED(cloudhsm), IGNORED(cloudhsmv2),
    IGNORED(cloudsearch), IGNORED(cloudtrail), IGNORED(cloudwatch), IGNORED(cloudwatchevents),
    IGNORED(cloudwatchevidently), IGNORED(cloudwatchlog), IGNORED(cloudwatchlogs),
    IGNORED(cloudwatchobservabilityaccessmanager), IGNORED(cloudwatchomni),
    IGNORED(cloudwatchrum), IGNORED(codeartifact), IGNORED(codebuild), IGNORED(codecatalyst),
    IGNORED(codecommit), IGNORED(codeconnections), IGNORED(codedeploy),
    IGNORED(codeguruprofiler), IGNORED(codegurureviewer), IGNORED(codepipeline),
    IGNORED(codestarconnections), IGNORED(codestarnotifications), IGNORED(cognitoidentity),
    IGNORED(cognitoidentityprovider), IGNORED(cognitoidp), IGNORED(comprehend),
    IGNORED(computeoptimizer), IGNORED(config), IGNORED(configservice), IGNORED(connect),
    IGNORED(connectcases), IGNORED(controltower), IGNORED(costandusagereportservice),
    IGNORED(costexplorer), IGNORED(costoptimizationhub), IGNORED(cur),
    IGNORED(customerprofiles), IGNORED(databasemigration), IGNORED(databasemigrationservice),
    IGNORED(databrew), IGNORED(dataexchange), IGNORED(datapipeline), IGNORED(datasync),
    IGNORED(datazone), IGNORED(dax), IGNORED(deploy), IGNORED(detective), IGNORED(devicefarm),
    IGNORED(devopsagent), IGNORED(devopsguru), IGNORED(directconnect),
    IGNORED(directoryservice), IGNORED(directoryservicedata), IGNORED(dlm), IGNORED(dms),
    IGNORED(docdb), IGNORED(docdbelastic), IGNORED(drs), IGNORED(ds), IGNORED(dsql),
    IGNORED(dynamodb), IGNORED(ec2), IGNORED(ecr), IGNORED(ecrpublic), IGNORED(ecs),
    IGNORED(efs), IGNORED(eks), IGNORED(elasticache), IGNORED(elasticbeanstalk),
    IGNORED(elasticloadbalancing), IGNORED(elasticloadbalancingv2), IGNORED(elasticsearch),
    IGNORED(elasticsearchservice), IGNORED(elastictranscoder), IGNORED(elb), IGNORED(elbv2),
    IGNORED(emr), IGNORED(emrcontainers), IGNORED(emrserverless), IGNORED(es),
    IGNORED(eventbridge), IGNORED(eventbridgev2), IGNORED(events), IGNORED(evidently),
    IGNORED(evs), IGNORED(finspace), IGNORED(firehose), IGNORED(fis), IGNORED(fms),
    IGNORED(fsx), IGNORED(gamelift), IGNORED(glacier), IGNORED(globalaccelerator),
    IGNORED(glue), IGNORED(gluedatabrew), IGNORED(grafana), IGNORED(greengrass),
    IGNORED(groundstation), IGNORED(guardduty), IGNORED(healthlake), IGNORED(iam),
    IGNORED(identitystore), IGNORED(imagebuilder), IGNORED(inspector), IGNORED(inspector2),
    IGNORED(inspectorv2), IGNORED(interconnect), IGNORED(internetmonitor), IGNORED(invoicing),
    IGNORED(iot), IGNORED(ivs), IGNORED(ivschat), IGNORED(kafka), IGNORED(kafkaconnect),
    IGNORED(kendra), IGNORED(keyspaces), IGNORED(kinesis), IGNORED(kinesisanalytics),
    IGNORED(kinesisanalyticsv2), IGNORED(kinesisvideo), IGNORED(kms), IGNORED(lakeformation),
    IGNORED(lambda), IGNORED(lambdacore), IGNORED(lambdamicrovms), IGNORED(lambdaweb),
    IGNORED(launchwizard), IGNORED(lex), IGNORED(lexmodelbuilding),
    IGNORED(lexmodelbuildingservice), IGNORED(lexmodels), IGNORED(lexmodelsv2),
    IGNORED(lexv2models), IGNORED(licensemanager), IGNORED(lightsail), IGNORED(location),
    IGNORED(locationservice), IGNORED(logs), IGNORED(m2), IGNORED(macie2), IGNORED(mailmanager),
    IGNORED(managedgrafana), IGNORED(mediaconnect), IGNORED(mediaconvert), IGNORED(medialive),
    IGNORED(mediapackage), IGNORED(mediapackagev2), IGNORED(mediapackagevod),
    IGNORED(mediastore), IGNORED(memorydb), IGNORED(mgn), IGNORED(mpa), IGNORED(mq),
    IGNORED(msk), IGNORED(mwaa), IGNORED(mwaaserverless), IGNORED(neptune),
    IGNORED(neptunegraph), IGNORED(networkfirewall), IGNORED(networkflowmonitor),
    IGNORED(networkmanager), IGNORED(networkmonitor), IGNORED(networksecuritymanager),
    IGNORED(notifications), IGNORED(notificationscontacts), IGNORED(oam),
    IGNORED(observabilityadmin), IGNORED(odb), IGNORED(opensearch),
    IGNORED(opensearchingestion), IGNORED(opensearchserverless), IGNORED(opensearchservice),
    IGNORED(organizations), IGNORED(osis), IGNORED(outposts), IGNORED(paymentcryptography),
    IGNORED(pcaconnectorad), IGNORED(pcs), IGNORED(pinpoint), IGNORED(pinpointsmsvoicev2),
    IGNORED(pipes), IGNORED(polly), IGNORED(pricing), IGNORED(pricingplanmanager),
    IGNORED(prometheus), IGNORED(prometheusservice), IGNORED(qbusiness), IGNORED(qldb),
    IGNORED(quicksight), IGNORED(ram), IGNORED(rbin), IGNORED(rds), IGNORED(rdsdata),
    IGNORED(rdsdataservice), IGNORED(recyclebin), IGNORED(redshift), IGNORED(redshiftdata),
    IGNORED(redshiftdataapiservice), IGNORED(redshiftserverless), IGNORED(rekognition),
    IGNORED(resiliencehub), IGNORED(resiliencehubv2), IGNORED(resourceexplorer2),
    IGNORED(resourcegroups), IGNORED(resourcegroupstagging), IGNORED(resourcegroupstaggingapi),
    IGNORED(rolesanywhere), IGNORED(route53), IGNORED(route53domains), IGNORED(route53profiles),
    IGNORED(route53recoverycontrolconfig), IGNORED(route53recoveryreadiness),
    IGNORED(route53resolver), IGNORED(rum), IGNORED(s3), IGNORED(s3api), IGNORED(s3control),
    IGNORED(s3files), IGNORED(s3outposts), IGNORED(s3tables), IGNORED(s3vectors),
    IGNORED(savingsplans), IGNORED(scheduler), IGNORED(schemas), IGNORED(secretsmanager),
    IGNORED(securityhub), IGNORED(securitylake), IGNORED(serverlessapplicationrepository),
    IGNORED(serverlessapprepo), IGNORED(serverlessrepo), IGNORED(servicecatalog),
    IGNORED(servicecatalogappregistry), IGNORED(servicediscovery), IGNORED(servicequotas),
    IGNORED(ses), IGNORED(sesv2), IGNORED(sfn), IGNORED(shield), IGNORED(signer), IGNORED(sns),
    IGNORED(sqs), IGNORED(ssm), IGNORED(ssmcontacts), IGNORED(ssmincidents),
    IGNORED(ssmquicksetup), IGNORED(ssmsap), IGNORED(ssoadmin), IGNORED(stepfunctions),
    IGNORED(storagegateway), IGNORED(swf), IGNORED(synthetics), IGNORED(taxsettings),
    IGNORED(timestreaminfluxdb), IGNORED(timestreamquery), IGNORED(timestreamwrite),
    IGNORED(transcribe), IGNORED(transcribeservice), IGNORED(transfer), IGNORED(uxc),
    IGNORED(verifiedpermissions), IGNORED(vpclattice), IGNORED(waf), IGNORED(wafregional),
    IGNORED(wafv2), IGNORED(wellarchitected), IGNORED(workmail), IGNORED(workspaces),
    IGNORED(workspacesweb), IGNORED(xray),
};
/* clang-format on */
static_assert(ARRAY_LEN(fields) == ENDPOINTS_FIELD_COUNT, "one row per service");

static const struct block block = {
    .fields = fields,
    .count = ARRAY_LEN(fields),
    .doc = "URLs of services.",
};
static const struct type object = { .kind = KIND_OBJECT, .object = &block };

const struct type endpoints_set = { .kind = KIND_SET, .element = &object };
